// Matrix product with the first factor transposed: z = xᵀ · w, that is z[r, c] = Σ_k x[k, r] · w[k, c].
// The gradient of a dense kernel: dw = (the layer's input)ᵀ · dz, summed over the rows of the batch.
//
//   x  [k, m]
//   w  [k, n]
//   z  [m, n]  out
//
// One invocation a value of z, walking along k; WORKGROUP a workgroup; ceil(m · n / WORKGROUP) workgroups, folded.
// The plan may store x, w and z in f16.
// Uses lib/grid. Twin: src/reference/matmul.ts

struct Params {
  m: u32,
  k: u32,
  n: u32,
}

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read_write> z: array<Z>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.m * params.n) {
    let r = i / params.n;
    let c = i % params.n;
    var sum = 0.0;
    for (var k = 0u; k < params.k; k++) {
      sum = fma(f32(x[k * params.m + r]), f32(w[k * params.n + c]), sum);
    }
    z[i] = Z(sum);
  }
}
