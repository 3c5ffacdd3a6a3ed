import { expect, it } from "vitest";
import { catchStrayDrops } from "../../src/app/components/stray-drops.js";

/** A drag of what is named, with a place of its own or without one. */
function drag(type: string, types: readonly string[], isTaken = false): Event {
  const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer: { types, items: [], files: [] } });
  if (isTaken) event.preventDefault();
  return event;
}

it("files that are dropped beside the place for them are taken, and the browser does not go to them", () => {
  const page = new EventTarget();
  let taken = 0;
  const end = catchStrayDrops(page, () => taken++);
  const [over, drop] = [drag("dragover", ["Files"]), drag("drop", ["Files"])];
  page.dispatchEvent(over);
  page.dispatchEvent(drop);
  expect([over.defaultPrevented, drop.defaultPrevented, taken]).toEqual([true, true, 1]);

  const text = drag("drop", ["text/plain"]);
  page.dispatchEvent(text);
  page.dispatchEvent(drag("drop", ["Files"], true));
  expect([text.defaultPrevented, taken]).toEqual([false, 1]);

  end();
  page.dispatchEvent(drag("drop", ["Files"]));
  expect(taken).toBe(1);
});
