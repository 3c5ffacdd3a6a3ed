import { describe, expect, test } from "vitest";
import { dialectOf } from "../../src/data/dialect.js";
import { FormatError } from "../../src/errors.js";

const dialect = (text: string, options = {}, expected?: readonly string[]) =>
  dialectOf(text, "a.csv", options, expected);

describe("the header", () => {
  test.each([
    ["texts above numbers", "a,b\n1,2", true],
    ["numbers alone", "1,2\n3,4", false],
    ["texts above texts", "name,city\nAnna,Köln\nBert,Bonn", true],
    ["one bad field among numbers", "0.1,x,0.3,0.4\n0.5,0.6,0.7,0.8", false],
    ["a question mark among numbers", "0.1,?,0.3,0.4\n0.5,0.6,0.7,0.8", false],
    ["missing values alone", "?,?,?,1\n1,2,3,4", false],
    ["numbers and a label, no header", "5.1,3.5,setosa\n4.9,3.0,virginica", false],
    ["names and a label", "a,b,class\n5.1,3.5,setosa\n4.9,3.0,virginica", true],
    ["pandas' numbers", "0,1,2,3\n0,128,255,7\n9,200,30,1", true],
    ["pandas' numbers beside an index", ",0,1,2\n0,5,7,9\n1,8,8,8", true],
    ["a label beside pandas' numbers", "label,0,1\n3,0.5,0.2\n4,0.1,0.7", true],
    ["wavelengths", "400,402,404\n0.1,0.4,0.9\n0.2,0.5,0.8\n0.3,0.6,0.7", true],
    ["wavelengths that the values could be", "1,2,3\n0.5,2.5,3.5\n1.5,1,2", false],
    ["windows over a ramp", "0,1,2,3\n1,2,3,4\n2,3,4,5", false],
    ["a truth table", "0,1\n1,0\n1,1", false],
    ["a header alone", "a,b", true],
    ["one row of numbers", "1,2,3", false],
    ["numbers that are names, and texts above texts", "name,2020,2021,2022\nAnna,1,5,2\nBert,2,7,1", true],
    ["months beside a name", "city,1,2,3,4\nBerlin,0.5,1.2,4.9,9.1\nRom,7.5,8.2,10.9,13.1", true],
    ["two years beside a name", "city,2019,2020\nBerlin,1990,2010\nRom,2015,2030", true],
    ["uneven wavelengths beside a name", "sample,400.5,410.2,425.9\ns1,0.1,0.4,0.2\ns2,0.3,0.1,0.2", true],
    ["rising values beside a class", "red,1,2.5,4\nblue,3,1,2\nred,2,2,2", false],
    ["rising values beside a name of its own", "Berlin,1,2.5,4\nRom,3,1,2\nParis,2,9,2", false],
  ])("%s", (_, text, header) => {
    expect(dialect(text).header).toBe(header);
    expect(dialect(text, { header: !header }).header).toBe(!header);
  });

  test("is known by the names that are expected", () => {
    expect(dialect("1,2\n3,4", {}, ["2", "1"]).header).toBe(true);
    expect(dialect("1,2\n3,4", {}, ["2", "5"]).header).toBe(false);
  });
});

describe("separator and decimals", () => {
  test.each([
    ["a,b\n1.5,2", ",", "point"],
    ["0,32;0,50;0,11\n0,96;0,14;0,71", ";", "comma"],
    ["a;b\n1,000;2,000", ";", "comma"],
    ["a;b\n1.5;2.5", ";", "point"],
    ["0,5\t0,7\n1\t2", "\t", "comma"],
    ['"0,5","0,75"\n"1,25","2"', ",", "comma"],
    ["6.36e-01 2.69e-01\n4.09e-02 1.65e-02", " ", "point"],
    ["# x y\n  1   2\n3\t4", " ", "point"],
    ["a|b\n1|2", "|", "point"],
    ["1\n2", ",", "point"],
    ["Köln am Rhein\nBonn am Rhein", ",", "point"],
  ])("%j", (text, separator, decimal) => {
    expect(dialect(text)).toMatchObject({ separator, decimal });
  });

  test("a thousand or one is an error that says how to tell", () => {
    expect(() => dialect('a,b\n"1,000","2,000"')).toThrow(FormatError);
    expect(() => dialect('a,b\n"1,000","2,000"')).toThrow(
      'numbers such as "1,000": is the comma one of thousands or of decimals? Leave separators of thousands out (1000); for ' +
        'decimals choose decimal "comma" (--decimal comma)',
    );
    expect(() => dialect("a\tb\n1,234\t2,345")).toThrow(FormatError);
    // The remedies, followed.
    expect(dialect("a,b\n1000,2000").decimal).toBe("point");
    expect(dialect('a,b\n"1,000","2,000"', { decimal: "comma" }).decimal).toBe("comma");
  });
});
