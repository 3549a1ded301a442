// Countries by name, as the person's own language says them.

const names = new Intl.DisplayNames(undefined, { type: "region" });

export function regionName(region: string): string {
  try {
    return names.of(region) ?? region;
  } catch {
    return region;
  }
}

export interface RegionOption {
  region: string;
  label: string;
}

/** For a list to choose from: `India (+91)`, in the order of the names. */
export function regionOptions(regions: readonly { region: string; callingCode: string }[]): RegionOption[] {
  return regions
    .map(({ region, callingCode }) => ({ region, label: `${regionName(region)} (+${callingCode})` }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
