/** The timer that sends one callback. */
export const SANDBOX_REPORT = 'sandbox-report';

/** `number` orders callbacks of one moment; the parcel and the visit say what is reported. */
export const reportRef = (number: number, parcel: string, visit: number): string =>
  `${String(number).padStart(12, '0')}/${parcel}/${visit}`;

export function reportOf(ref: string): { parcel: string; visit: number } {
  const [, parcel, visit] = ref.split('/') as [string, string, string];
  return { parcel, visit: Number(visit) };
}
