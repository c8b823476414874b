import type { Words } from '../province';

/** The kinds of organisation that may register (rules §1). */
export const organisationKindWords = {
  'transport-enterprise': { zh: '运输企业', en: 'transport enterprise' },
  'driving-school': { zh: '驾校', en: 'driving school' },
  'car-dealer': { zh: '汽车销售企业', en: 'car dealer' },
  hospital: { zh: '医院', en: 'hospital' },
  school: { zh: '学校', en: 'school' },
  authority: { zh: '交通、教育、安监等主管部门', en: 'authority (road transport, education, work safety)' },
  other: { zh: '其他单位', en: 'other organisation' },
} as const satisfies Record<string, Words>;
export type OrganisationKind = keyof typeof organisationKindWords;
export const ORGANISATION_KINDS = Object.keys(organisationKindWords) as OrganisationKind[];

/** Documents that name an organisation (rules §1). */
export const ORGANISATION_CODE_TYPES = ['org-code', 'credit-code'] as const;
export type OrganisationCodeType = (typeof ORGANISATION_CODE_TYPES)[number];

/** Delegated business and special services that are granted to an organisation, each to one kind (rules §1, §1.1). */
export const delegations = {
  'temporary-plates': { kind: 'car-dealer', name: { zh: '临时号牌核发', en: 'temporary plates' } },
  'medical-examinations': {
    kind: 'hospital',
    name: { zh: '驾驶人体检', en: 'medical examinations of drivers' },
  },
  learners: { kind: 'driving-school', name: { zh: '学员业务', en: 'business of learners' } },
} as const satisfies Record<string, { kind: OrganisationKind; name: Words }>;
export type Delegation = keyof typeof delegations;
export const DELEGATIONS = Object.keys(delegations) as Delegation[];
