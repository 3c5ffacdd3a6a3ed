// Work items on a grid. A kernel over n items runs in workgroups of WORKGROUP; WebGPU allows 65,535 workgroups in a
// dimension, so longer rows of workgroups are folded into y (src/kernels/grid.ts computes the same fold).

const WORKGROUP = 64u;

// The index of this invocation's item, given @builtin(global_invocation_id) and @builtin(num_workgroups).
fn linear_id(id: vec3u, workgroups: vec3u) -> u32 {
  return id.y * workgroups.x * WORKGROUP + id.x;
}

// The index of this workgroup, given @builtin(workgroup_id) and @builtin(num_workgroups).
fn linear_workgroup(id: vec3u, workgroups: vec3u) -> u32 {
  return id.y * workgroups.x + id.x;
}
