/** A colour for each of ten classes that can be told from the others on black and on white: Tableau's ten. */
export const CLASS_COLOURS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [78, 121, 167],
  [242, 142, 43],
  [225, 87, 89],
  [118, 183, 178],
  [89, 161, 79],
  [214, 178, 40],
  [176, 122, 161],
  [255, 141, 152],
  [156, 117, 95],
  [150, 150, 150],
];
