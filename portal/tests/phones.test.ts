import { describe, expect, it } from "vitest";
import { phones } from "~/lib/phones";
import { splitNumbers } from "~/lib/splitNumbers";

// The same readings as tests/unit/test_phone*.py expects of the service, as far as the smallest metadata goes.

describe("splitNumbers", () => {
  it.each([
    ["99885544, 99885543", ["99885544", "99885543"]],
    ["+919812345678;+919812345679\n+919812345680", ["+919812345678", "+919812345679", "+919812345680"]],
    ["+919812345678،+919812345679", ["+919812345678", "+919812345679"]],
    ["9,19812E+11", ["9,19812E+11"]],
    ["+919812345678,9.1E+11", ["+919812345678", "9.1E+11"]],
    ["919,812,345,678", ["919,812,345,678"]],
    ["1|2:::3", ["1", "2", "3"]],
    [" , ;\n", []],
  ])("%j", (text, numbers) => {
    expect(splitNumbers(text)).toEqual(numbers);
  });
});

describe("read", () => {
  const read = (text: string, region = "") => phones.read(text, region)[0];

  it.each([
    ["+919812345678", "", "+919812345678"],
    ["98123 45678", "IN", "+919812345678"],
    ["098123-45678", "IN", "+919812345678"],
    ["00919812345678", "", "+919812345678"],
    ["919812345678", "IN", "+919812345678"],
    ["919812345678.0", "IN", "+919812345678"],
    ["+91 (98123) 45678", "", "+919812345678"],
    ["＋９１９８１２３４５６７８", "", "+919812345678"],
    ["٩١٩٨١٢٣٤٥٦٧٨", "IN", "+919812345678"],
    ["९८१२३४५६७८", "IN", "+919812345678"],
    ["\u202a+919812345678\u202c", "", "+919812345678"],
    ["tel:+442079460018", "", "+442079460018"],
  ])("%s in %s is %s", (text, region, number) => {
    expect(read(text, region)).toEqual({ input: text, number });
  });

  it.each([
    ["9.19812E+11", "IN", "a spreadsheet has damaged it"],
    ["#####", "IN", "a spreadsheet has damaged it"],
    ["98135 45678/79", "IN", "it could be two numbers"],
    ["79123456780", "IN", "it is a number of another country, or has a digit too many or too few"],
    ["+14155552671 ext 5", "", "it has an extension"],
    ["919812345678", "", "it has no country code, and no region is chosen"],
    ["98123", "IN", "it is too short"],
    ["+9198123456789999", "", "it is too long"],
    ["98l2345678", "IN", "it contains l, which is not a digit"],
    ["+91+98", "IN", "it has a plus sign inside"],
    ["+", "IN", "it has no digits"],
    ["5550123", "", "it has no country code, and no region is chosen"],
  ])("%s in %s is rejected", (text, region, error) => {
    expect(read(text, region)).toEqual({ input: text, error });
  });

  it("reads many, each for itself", () => {
    const results = phones.read("98123 45678, nonsense", "IN");
    expect(results.map(({ number }) => number)).toEqual(["+919812345678", undefined]);
  });
});
