const masked = (text: string, head: number, tail: number): string =>
  text.length <= head + tail
    ? '*'.repeat(text.length)
    : text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail);

/** 130102********002X: enough to tell one's own document by, not to use it. */
export const maskNumber = (number: string): string => masked(number, number.length === 18 ? 6 : 1, 4);
/** 138****1234. */
export const maskMobile = (mobile: string): string => masked(mobile, 3, 4);
