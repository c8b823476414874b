import {
  type CreditCode,
  type Day,
  DOCUMENT_TYPES,
  type DocumentNumber,
  type IssuingAuthority,
  type Mobile,
  type OrganisationCode,
  type Parsed,
  parseCreditCode,
  parseDocument,
  parseIssuingAuthority,
  parseMobile,
  parseOrganisationCode,
  parsePlate,
  parseVin,
  type PersonDocumentType,
  type Plate,
  PLATE_TYPES,
  type PlateType,
  VEHICLE_STATUS,
  VEHICLE_TYPE,
  type VehicleStatus,
  type Vin,
} from '@open122/contracts';

import { date, flag, integer, name, oneOf, optional, raw, type Reader, required, setOf } from './columns';
import { type Fault, registryFile } from './file-definition';

/** The owner of a vehicle as the registry writes him. */
export type VehicleOwner = { name: string; mobile: Mobile | null } & (
  | { kind: 'person'; type: PersonDocumentType; number: DocumentNumber }
  | { kind: 'organisation'; type: 'org-code' | 'credit-code'; number: OrganisationCode | CreditCode }
);

/** A row of vehicles.csv (rules §9a). */
export interface VehicleRow {
  revision: number;
  deleted: boolean;
  vin: Vin;
  plate: Plate;
  plateType: PlateType;
  vehicleType: string;
  owner: VehicleOwner;
  registeredOn: Day;
  inspectionValidUntil: Day | null;
  insuranceValidUntil: Day | null;
  status: VehicleStatus[];
  issuingAuthority: IssuingAuthority;
  permitIssueNo: number;
  plateIssueNo: number;
}

const ORGANISATION_TYPES = ['org-code', 'credit-code'] as const;
const vehicleType: Reader<string> = (text) =>
  VEHICLE_TYPE.test(text) ? { ok: true, value: text } : { ok: false, code: 'vehicle-type.unknown' };

const columns = {
  revision: required(integer(1)),
  deleted: required(flag),
  vin: required(parseVin),
  plate: required(raw),
  plateType: required(oneOf(PLATE_TYPES, 'plate-type.unknown')),
  vehicleType: required(vehicleType),
  ownerKind: required(oneOf(['person', 'organisation'] as const, 'owner-kind.unknown')),
  documentType: required(oneOf([...DOCUMENT_TYPES, ...ORGANISATION_TYPES], 'document.type')),
  documentNumber: required(raw),
  ownerName: required(name),
  mobile: optional(parseMobile),
  registeredOn: required(date),
  inspectionValidUntil: optional(date),
  insuranceValidUntil: optional(date),
  status: required(setOf(VEHICLE_STATUS, '', 'status.unknown')),
  issuingAuthority: required(parseIssuingAuthority),
  permitIssueNo: required(integer(1)),
  plateIssueNo: required(integer(1)),
};

type Document = DocumentNumber | OrganisationCode | CreditCode;
type DocumentKind = PersonDocumentType | (typeof ORGANISATION_TYPES)[number];

const isOrganisations = (type: DocumentKind): type is (typeof ORGANISATION_TYPES)[number] =>
  type === 'org-code' || type === 'credit-code';

const readDocument = (type: DocumentKind, number: string, today: Day): Parsed<Document> => {
  if (type === 'org-code') return parseOrganisationCode(number);
  if (type === 'credit-code') return parseCreditCode(number);
  return parseDocument(type, number, today);
};

/** vehicles.csv of the inner registry. */
export const vehicleFile = registryFile<VehicleRow, typeof columns>({
  kind: 'vehicles',
  columns,
  combine({ plate: plateText, ownerKind, documentType, documentNumber, ownerName, mobile, ...rest }, today) {
    const faults: Fault[] = [];
    const plate = parsePlate(plateText, rest.plateType);
    if (!plate.ok) faults.push({ column: 'plate', code: plate.code });
    if (isOrganisations(documentType) !== (ownerKind === 'organisation')) {
      faults.push({ column: 'documentType', code: 'document.other-kind' });
    }
    const document = readDocument(documentType, documentNumber, today);
    if (!document.ok) faults.push({ column: 'documentNumber', code: document.code });
    if (!plate.ok || !document.ok || faults.length > 0) return { faults };
    const owner = { kind: ownerKind, type: documentType, number: document.value, name: ownerName, mobile };
    return { row: { ...rest, plate: plate.value, owner: owner as VehicleOwner } };
  },
  entryOf({ vin, deleted, owner }) {
    const { name, mobile } = owner;
    const about = { source: `vehicle:${vin}`, name, mobile, ...(deleted && { deleted }) };
    return owner.kind === 'person'
      ? { ...about, document: { type: owner.type, number: owner.number } }
      : { ...about, organisation: { type: owner.type, code: owner.number } };
  },
});
