// Phone numbers as the service reads them (shared/domain/phone), so that a wrong one is seen before it is sent.
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
import { GROUPED, splitNumbers } from "./splitNumbers";

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
// What a spreadsheet keeps of +91-9812345001, which it reads as a formula.
const DIFFERENCE = /^-\d{5,}(?:[.,]\d+)?$/;
const FLOAT = /^(\+?\d{7,})\.0+$/;
const LINK = /^[\s']*(?:https?:\/\/)?(?:www\.)?(?:wa\.me\/|(?:api\.)?whatsapp\.com\/send\/?\?phone=)\+?/i;
const PREFIX = /^[\s']*(?:(?:tel|p|whatsapp|callto|sms):)?\s*/i;
const EXTENSION =
  /^\+?[\d\s().\-/]{5,}[;,]?\s*(?:x|ext(?:n|ension)?|доб(?:авочный)?|вн|durchwahl|dw|poste|anexo|ramal|int(?:erno)?|wewn?|dahili|#)\.?\s*[:.=]?\s*\d{1,8}$/i;
const GAP = /(?<=\d)[\s()]*[\s/.-][\s()/.-]*(?=\d)/g;
const WIDE_GAP = /\/|^\s+-+\s+$/;
const SHORTEST_LOCAL = 5;
const LONGEST_E164 = 16; // with the plus sign

export const phones: Phones = {
  read: (text, region) => splitNumbers(text).map((input) => ({ input, ...readNumber(input, region) })),
  format: (e164) => parsePhoneNumberFromString(e164)?.formatInternational() ?? e164,
  regions: () => getCountries().map((region) => ({ region, callingCode: getCountryCallingCode(region) })),
};

function readNumber(input: string, region: string): Omit<ReadNumber, "input"> {
  const written = withoutPrefix(plain(input));
  if ([SCIENTIFIC, ERROR_VALUE, DIFFERENCE].some((damage) => damage.test(written))) {
    return { error: "a spreadsheet has damaged it" };
  }
  if (EXTENSION.test(written)) return { error: "it has an extension" };
  const dialled = withoutSigns(written);
  if (!/^\+?\d+$/.test(dialled)) return { error: misspelling(dialled) };
  const country = isSupportedCountry(region) ? region : undefined;
  // +34 (0) 612 345 678, where the country has no trunk prefix.
  const texts = written.includes("(0)") ? [dialled, withoutSigns(written.replace("(0)", ""))] : [dialled];
  const number = texts.map((text) => readDigits(text, country)).find(Boolean);
  if (couldBeTwo(written, country, Boolean(number))) return { error: "it could be two numbers" };
  if (number) return { number };
  if (!/^(?:\+|00)/.test(dialled)) {
    if (!country) return { error: "it has no country code, and no region is chosen" };
    if (isValid(`+${dialled}`))
      return { error: "it is a number of another country, or has a digit too many or too few" };
  }
  return { error: lengthError(readings(dialled, country)[0] ?? [dialled, country]) };
}

function withoutPrefix(text: string): string {
  if (LINK.test(text))
    return `+${text
      .replace(LINK, "")
      .replace(/[?&].*$/, "")
      .trim()}`;
  let written = text.replace(PREFIX, "").trim();
  if (GROUPED.test(written)) written = written.replaceAll(",", "").replace(/\..*$/, "");
  written = written.replace(FLOAT, "$1");
  // Programs that write from right to left put the sign at the end.
  return written.endsWith("+") ? `+${written.replace(/[+ ]+$/, "").replace(/^\+/, "")}` : written;
}

function withoutSigns(written: string): string {
  return written.replace(/[\s./()[\]{}-]/g, "");
}

/** Whether a gap follows what is a number by itself (_could_be_two). */
function couldBeTwo(written: string, country: CountryCode | undefined, valid: boolean): boolean {
  return Array.from(written.matchAll(GAP)).some((gap) => {
    const leftText = written.slice(0, gap.index);
    const right = withoutSigns(written.slice(gap.index + gap[0].length));
    const weak = valid && !WIDE_GAP.test(gap[0]);
    if (weak && right.length < SHORTEST_LOCAL) return false;
    const left = readDigits(withoutSigns(leftText), country);
    if (!left) return false;
    const lastGroup = leftText.split(/\D/).at(-1) ?? "";
    const beside = lastGroup.length === right.length && withoutSigns(leftText).length > right.length;
    return !weak || beside || Boolean(readDigits(right, country ?? parsePhoneNumberFromString(left)?.country));
  });
}

/** The number, or undefined; also where the digits of what is no mobile number are another one with + (_checked). */
function readDigits(dialled: string, country: CountryCode | undefined): string | undefined {
  for (const [text, defaultCountry] of readings(dialled, country)) {
    const parsed = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
    if (!parsed?.isValid() || parsed.number.length > LONGEST_E164) continue;
    if (/^[+0]/.test(dialled) || isMobile(parsed)) return parsed.number;
    const other = parsePhoneNumberFromString(`+${dialled}`, { extract: false });
    if (!other?.isValid() || other.number === parsed.number) return parsed.number;
    if (other.countryCallingCode === parsed.countryCallingCode) return isMobile(other) ? other.number : undefined;
    return isMobile(other) && parsed.getType() === "FIXED_LINE" ? undefined : parsed.number;
  }
  return undefined;
}

const isMobile = (number: PhoneNumber): boolean => /^(?:FIXED_LINE_OR_)?MOBILE$/.test(number.getType() ?? "");
const isValid = (text: string): boolean => parsePhoneNumberFromString(text, { extract: false })?.isValid() ?? false;

/** The ways to read a number, best first: international, national, and a lost plus sign of the country itself. */
function readings(dialled: string, country: CountryCode | undefined): [string, CountryCode | undefined][] {
  const found: [string, CountryCode | undefined][] = international(dialled);
  if (!country || dialled.startsWith("+")) return found;
  found.push([dialled, country]);
  if (dialled.startsWith(getCountryCallingCode(country))) found.push(...international(`+${dialled}`));
  return found;
}

/** Mobile numbers of Mexico had a 1 behind the country code until 2019. */
function international(dialled: string): [string, undefined][] {
  const text = dialled.replace(/^\+?00/, "+");
  if (!text.startsWith("+")) return [];
  const old = /^\+521(\d{10})$/.exec(text);
  return old
    ? [
        [text, undefined],
        [`+52${old[1] ?? ""}`, undefined],
      ]
    : [[text, undefined]];
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
