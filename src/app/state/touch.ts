/** Whether the visitor points with a finger: hints then speak of taps. */
export const isTouch = (): boolean => matchMedia("(hover: none) and (pointer: coarse)").matches;
