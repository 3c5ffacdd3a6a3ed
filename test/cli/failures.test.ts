import { expect, test } from "vitest";
import { ChromeMissingError } from "../../src/cli/chrome.js";
import { errorOf, exitCodeOf, failureOf, InterruptedError } from "../../src/cli/failures.js";
import * as errors from "../../src/errors.js";

const { NumericalError, DeviceLostError } = errors;
const isError = (value: unknown): value is typeof errors.IsthmusError =>
  value === errors.IsthmusError || Object.prototype.isPrototypeOf.call(errors.IsthmusError, value as object);
const PLAIN = Object.values(errors)
  .filter(isError)
  .filter((type) => type !== (NumericalError as unknown) && type !== (DeviceLostError as unknown));

test("an error crosses from the page to Node with its class, name and message", () => {
  const all = [
    ...PLAIN.map((type) => new type("why and what to do")),
    new NumericalError("NaN", 3, 17),
    new DeviceLostError("gone", "unknown"),
    new InterruptedError("given up"),
    new RangeError("from the platform"),
  ];
  for (const error of all) {
    const arrived = errorOf(JSON.parse(JSON.stringify(failureOf(error))));
    expect([arrived.name, arrived.message]).toEqual([error.name, error.message]);
    if (error instanceof errors.IsthmusError) expect(arrived).toBeInstanceOf(error.constructor);
    if (error instanceof NumericalError) expect(arrived).toMatchObject({ epoch: 3, step: 17 });
  }
  expect(errorOf(failureOf("text")).message).toBe("text");
});

test("the exit code tells the user's mistakes from the rest", () => {
  const user = ["ArgumentError", "ShapeError", "DataError", "FormatError"];
  for (const type of PLAIN) {
    const error = new type("");
    expect([error.name, exitCodeOf(error)]).toEqual([error.name, user.includes(error.name) ? 2 : 1]);
  }
  expect(exitCodeOf(new NumericalError("", 1, 1))).toBe(1);
  expect(exitCodeOf(new DeviceLostError("", "unknown"))).toBe(1);
  expect(exitCodeOf(new ChromeMissingError(""))).toBe(1);
  expect(exitCodeOf(new TypeError(""))).toBe(1);
  expect(exitCodeOf(new InterruptedError(""))).toBe(130);
  expect(exitCodeOf(errorOf(failureOf(new InterruptedError("", "SIGTERM"))))).toBe(143);
});
