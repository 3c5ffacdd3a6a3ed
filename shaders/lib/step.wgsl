// What changes from one training step to the next; bound with a dynamic offset, so that one submit carries many steps.
struct Step {
  start: u32,          // the batch is order[start …]
  slot: u32,           // where the step's loss goes
  learning_rate: f32,
}
