// What changes from one training step to the next; bound with a dynamic offset, so that one submit carries many steps.
struct Step {
  start: u32,          // the batch is order[start …]
  slot: u32,           // where the step's loss goes
  random: u32,         // a number of the step's own, for its noise
  learning_rate: f32,  // with Adam's bias correction in it
  epsilon: f32,        // Adam's
  decay: f32,          // what decoupled weight decay takes of each weight, as a share
}
