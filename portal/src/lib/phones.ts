// Phone numbers as the service reads them (shared/domain/phone.py), so that a wrong one is seen before it is sent.
// The rules are libphonenumber's with its whole metadata: the smallest one calls one number in twelve valid that is
// not. A chunk of its own; see usePhones.

import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from "libphonenumber-js/max";
import { splitNumbers } from "./splitNumbers";

export interface ReadNumber {
  /** What was typed. */
  input: string;
  /** E.164, when it is valid. */
  number?: string;
  /** Why it is not, as a clause. */
  error?: string;
}

export interface Phones {
  /** Every number in what was typed; `region` reads those without a country code, empty for none. */
  read: (text: string, region: string) => ReadNumber[];
  /** As people write it in international form. */
  format: (e164: string) => string;
  regions: () => { region: string; callingCode: string }[];
}

const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?\s*e\s*[+-]?\d{1,3}$/i;
const ERROR_VALUE = /^(?:#+|#[A-Z/0]+[!?]?)$/i;
const GROUPED = /^\+?\d{1,3}(?:,\d{3}){2,4}(?:\.\d+)?$/;
const FLOAT = /^(\+?\d{7,})\.0+$/;

export const phones: Phones = {
  read: (text, region) => splitNumbers(text).map((input) => ({ input, ...readNumber(input, region) })),
  format: (e164) => parsePhoneNumberFromString(e164)?.formatInternational() ?? e164,
  regions: () => getCountries().map((region) => ({ region, callingCode: getCountryCallingCode(region) })),
};

function readNumber(input: string, region: string): Omit<ReadNumber, "input"> {
  const written = plain(input)
    .replace(/^[\s']*(?:tel:)?\s*/i, "")
    .trim()
    .replace(FLOAT, "$1");
  if ([SCIENTIFIC, ERROR_VALUE, GROUPED].some((damage) => damage.test(written))) {
    return { error: "a spreadsheet has damaged it" };
  }
  const dialled = withoutSigns(written);
  if (!/^\+?\d+$/.test(dialled)) return { error: misspelling(dialled) };
  const country = isSupportedCountry(region) ? region : undefined;
  // +34 (0) 612 345 678, where the country has no trunk prefix.
  const texts = written.includes("(0)") ? [dialled, withoutSigns(written.replace("(0)", ""))] : [dialled];
  for (const text of texts) {
    const number = readDigits(text, country);
    if (number) return { number };
  }
  if (!country && !/^(?:\+|00)/.test(dialled)) return { error: "it has no country code, and no region is chosen" };
  return { error: lengthError(readings(dialled, country)[0] ?? [dialled, country]) };
}

function withoutSigns(written: string): string {
  return written.replace(/[\s./()[\]{}-]/g, "");
}

function readDigits(dialled: string, country: CountryCode | undefined): string | undefined {
  for (const [text, defaultCountry] of readings(dialled, country)) {
    const parsed = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
    if (parsed?.isValid()) return preferMobile(parsed, dialled);
  }
  return undefined;
}

const isMobile = (number: PhoneNumber): boolean => /^(?:FIXED_LINE_OR_)?MOBILE$/.test(number.getType() ?? "");

/** A landline reading gives way to the mobile number that the digits are with a plus sign in front (_prefer_mobile). */
function preferMobile(number: PhoneNumber, dialled: string): string {
  if (/^[+0]/.test(dialled) || number.getType() !== "FIXED_LINE") return number.number;
  const other = parsePhoneNumberFromString(`+${dialled}`, { extract: false });
  return other?.isValid() && isMobile(other) ? other.number : number.number;
}

/** The ways to read a number, best first: international, national where there is a region, a lost plus sign. */
function readings(dialled: string, country: CountryCode | undefined): [string, CountryCode | undefined][] {
  const found: [string, CountryCode | undefined][] = [];
  const international = dialled.replace(/^\+?00/, "+");
  if (international.startsWith("+")) found.push([international, undefined]);
  if (dialled.startsWith("+")) return found;
  if (country) found.push([dialled, country]);
  found.push([`+${dialled}`, undefined]);
  return found;
}

function misspelling(dialled: string): string {
  const strange = Array.from(dialled).find((character) => !/[+\d]/.test(character));
  if (strange) return `it contains ${strange}, which is not a digit`;
  return dialled.replaceAll("+", "") ? "it has a plus sign inside" : "it has no digits";
}

const LENGTH_ERRORS: Record<string, string> = {
  INVALID_COUNTRY: "no country has the code it begins with",
  TOO_SHORT: "it is too short",
  NOT_A_NUMBER: "it is too short",
  TOO_LONG: "it is too long",
  INVALID_LENGTH: "no number there has this many digits",
};

function lengthError([text, defaultCountry]: [string, CountryCode | undefined]): string {
  const error = validatePhoneNumberLength(text, { defaultCountry });
  return (error && LENGTH_ERRORS[error]) || "no number there begins like this";
}

const VARIANTS: Record<string, string> = {
  "＋": "+",
  "﹢": "+",
  "⁺": "+",
  "➕": "+",
  "’": "'",
  "‘": "'",
  "·": ".",
  "•": ".",
  "−": "-",
  "／": "/",
};

/** Digits and signs of any script as ASCII; direction marks and the like stand for nothing. */
function plain(text: string): string {
  return Array.from(text)
    .map((character) => {
      if (character <= "\u007f") return character;
      if (/\p{Nd}/u.test(character)) return String(digitValue(character));
      if (/\p{Cf}/u.test(character)) return "";
      if (/\p{Zs}/u.test(character)) return " ";
      if (/\p{Pd}/u.test(character)) return "-";
      return VARIANTS[character] ?? character;
    })
    .join("");
}

/** Unicode keeps the decimal digits of a script together, from zero to nine (Unicode Standard, 4.6). */
function digitValue(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}
