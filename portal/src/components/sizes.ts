// The widths at which pages change their arrangement. 360 px is the narrowest that is supported.

export const NARROW = "@media (max-width: 799px)";
export const PHONE = "@media (max-width: 559px)";
/** Wider lines than this are hard to follow; a 1920 px screen shows margins instead. */
export const PAGE_WIDTH = "1240px";
