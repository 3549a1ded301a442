// The encodings that a person may choose for the files of an upload: what spreadsheets write, by the names that the API takes.

export const ENCODINGS: readonly { name: string; label: string }[] = [
  { name: "utf-8", label: "UTF-8" },
  { name: "utf-16", label: "UTF-16" },
  { name: "windows-1252", label: "Western European (Windows-1252)" },
  { name: "windows-1250", label: "Central European (Windows-1250)" },
  { name: "windows-1251", label: "Cyrillic (Windows-1251)" },
  { name: "windows-1253", label: "Greek (Windows-1253)" },
  { name: "windows-1254", label: "Turkish (Windows-1254)" },
  { name: "windows-1255", label: "Hebrew (Windows-1255)" },
  { name: "windows-1256", label: "Arabic, Persian, Urdu (Windows-1256)" },
  { name: "windows-1257", label: "Baltic (Windows-1257)" },
  { name: "windows-1258", label: "Vietnamese (Windows-1258)" },
  { name: "windows-874", label: "Thai (Windows-874)" },
  { name: "shift_jis", label: "Japanese (Shift-JIS)" },
  { name: "gbk", label: "Simplified Chinese (GBK)" },
  { name: "big5", label: "Traditional Chinese (Big5)" },
  { name: "euc-kr", label: "Korean (EUC-KR)" },
  { name: "macintosh", label: "Western European (Mac Roman)" },
  { name: "iso-8859-2", label: "Central European (ISO 8859-2)" },
  { name: "koi8-r", label: "Cyrillic (KOI8-R)" },
];
