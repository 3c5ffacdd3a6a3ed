// Bandwidth of storage: z = x, four floats an invocation.
//   x [invocations * 4]
//   z [invocations * 4]

const WORKGROUP = 256u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> z: array<vec4<f32>>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) workgroups: vec3<u32>) {
  let index = id.x + id.y * workgroups.x * WORKGROUP;
  if (index < arrayLength(&z)) {
    z[index] = x[index];
  }
}
