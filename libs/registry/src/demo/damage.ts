/** A record while it is written: text by its columns' names. */
export type Written = Readonly<Record<string, string>>;

/** What the demonstration breaks on purpose, with the code by which the import has to find it. */
export interface Damage {
  readonly code: string;
  /** Breaks the record, or the finished line. */
  readonly record?: (record: Written) => Written;
  readonly line?: (line: Buffer) => Buffer;
}

const set = (column: string, value: string | ((old: string) => string)) => (record: Written) => ({
  ...record,
  [column]: typeof value === 'string' ? value : value(record[column] ?? ''),
});

/** Another last character: no number has two right check digits. */
const otherCheckDigit = (number: string): string =>
  `${number.slice(0, -1)}${number.endsWith('1') ? '2' : '1'}`;

const checkDigit = (record: Written): Written =>
  record.documentType === 'credit-code'
    ? { ...record, documentType: 'resident-id', documentNumber: '130102199001010012', ownerKind: 'person' }
    : set('documentNumber', otherCheckDigit)(record);

const common: Damage[] = [
  { code: 'resident-id.check-digit', record: checkDigit },
  { code: 'mobile.shape', record: set('mobile', '12345678901') },
  { code: 'status.unknown', record: set('status', 'Z') },
  { code: 'value.integer', record: set('revision', '0') },
  { code: 'value.flag', record: set('deleted', 'yes') },
  { code: 'row.field-count', line: (line) => Buffer.concat([line, Buffer.from(',')]) },
  { code: 'row.quotes', line: (line) => Buffer.concat([Buffer.from('"'), line]) },
  { code: 'row.encoding', line: (line) => Buffer.concat([line.subarray(0, -1), Buffer.from([0xff, 0xfe])]) },
];

/** Twelve kinds of damage for each file. */
export const damages: Readonly<Record<'licences' | 'vehicles', readonly Damage[]>> = {
  licences: [
    ...common,
    { code: 'file-number.shape', record: set('fileNumber', (old) => old.slice(1)) },
    { code: 'value.date', record: set('firstIssuedOn', '2019-02-29') },
    { code: 'licence-class.unknown', record: set('classes', 'C9') },
    { code: 'dates.order', record: set('validUntil', '1999-12-31') },
  ],
  vehicles: [
    ...common,
    { code: 'vin.shape', record: set('vin', (old) => `I${old.slice(1)}`) },
    { code: 'value.date', record: set('registeredOn', '2019-02-29') },
    { code: 'plate.serials', record: set('plate', '冀AI1234') },
    { code: 'plate-type.unknown', record: set('plateType', '99') },
  ],
};
