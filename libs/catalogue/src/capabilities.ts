import { type Delegation, delegations, type OrganisationKind, type Words } from '@open122/contracts';

import type { Level } from './facts';

/** What an individual is by what is on record of him; he may be several, and becomes another when the record changes (rules §1). */
export const INDIVIDUAL_KINDS = ['owner-or-driver', 'learner', 'new-car-owner'] as const;
export type IndividualKind = (typeof INDIVIDUAL_KINDS)[number];

/** One row of the capability matrix (rules §1.1): who may do it, by which conditions. Who is not named may not. */
export interface Capability {
  readonly name: Words;
  /** Individuals from this level on. */
  readonly individual?: { readonly level: Level; readonly kinds: readonly IndividualKind[] };
  /** Every organisation, or only one to which this is granted. */
  readonly organisation?: 'any' | Delegation;
}

const owners = ['owner-or-driver'] as const;
const online = { level: 'online', kinds: owners } as const;
const window = { level: 'window', kinds: owners } as const;

/** The capability matrix of rules §1.1, a row each, in the rule book's order. */
export const capabilities = {
  'own-vehicles': {
    name: { zh: '绑定、解绑、查询名下机动车', en: 'bind, unbind and query vehicles of one’s own' },
    individual: online,
    organisation: 'any',
  },
  'own-licence': {
    name: { zh: '绑定、解绑、查询本人驾驶证', en: 'bind, unbind and query one’s own driving licence' },
    individual: online,
  },
  'consented-licences': {
    name: { zh: '经驾驶人同意查询驾驶证', en: 'query driving licences with their drivers’ consent' },
    organisation: 'any',
  },
  'own-violations': {
    name: {
      zh: '处理本人名下机动车电子监控记录并缴纳罚款',
      en: 'handle and pay camera violations of one’s own vehicles',
    },
    individual: online,
  },
  'plate-preselection': {
    name: { zh: '机动车预选号牌', en: 'plate preselection' },
    individual: { level: 'online', kinds: ['owner-or-driver', 'new-car-owner'] },
    organisation: 'any',
  },
  'exam-booking': {
    name: { zh: '驾考预约', en: 'exam booking' },
    individual: { level: 'online', kinds: ['owner-or-driver', 'learner'] },
  },
  'contact-change': {
    name: { zh: '变更联系方式', en: 'contact change' },
    individual: online,
  },
  'replacement-and-exchange': {
    name: { zh: '补领、换领、期满换证、延期', en: 'replacement, exchange, renewal, deferral' },
    individual: window,
  },
  'non-own-vehicles': {
    name: {
      zh: '绑定非本人名下机动车（最多3辆）并处理其轻微违法',
      en: 'bind up to 3 vehicles not in own name; handle their minor violations',
    },
    individual: window,
  },
  'medical-certificate': {
    name: { zh: '提交身体条件证明', en: 'medical certificate' },
    individual: window,
    organisation: 'medical-examinations',
  },
  'safety-notices': {
    name: { zh: '交通安全告知信息', en: 'safety notices' },
    individual: online,
    organisation: 'any',
  },
  'temporary-plates': {
    name: delegations['temporary-plates'].name,
    organisation: 'temporary-plates',
  },
  'medical-examinations': {
    name: delegations['medical-examinations'].name,
    organisation: 'medical-examinations',
  },
  learners: {
    name: {
      zh: '学员预录入、预约信息查询、窗口注册',
      en: 'learners: pre-entry, booking query, registration',
    },
    organisation: 'learners',
  },
} as const satisfies Record<string, Capability>;
export type CapabilityId = keyof typeof capabilities;
export const CAPABILITIES = Object.keys(capabilities) as CapabilityId[];

export const capabilityOf = (id: CapabilityId): Capability => capabilities[id];

/** Who asks what he may do. A grant is named with how it stands today. */
export type Holder =
  | { readonly kind: 'individual'; readonly level: Level; readonly kinds: readonly IndividualKind[] }
  | {
      readonly kind: 'organisation';
      readonly organisation: OrganisationKind;
      readonly grants: Readonly<Partial<Record<Delegation, 'valid' | 'suspended' | 'over'>>>;
    };

/** Why a capability is not there, and how to get it. */
export interface Lack {
  code: string;
  text: Words;
  cures: Words[];
}

/** Why a holder has not a capability: every reason; empty when he has it. */
export function lacking(id: CapabilityId, holder: Holder): Lack[] {
  const { individual, organisation } = capabilityOf(id);
  if (holder.kind === 'organisation') return organisationLacks(organisation, holder);
  if (individual === undefined) return [lacks.organisationsOnly];
  const found: Lack[] = [];
  if (individual.level === 'window' && holder.level === 'online') found.push(lacks.window);
  if (!individual.kinds.some((kind) => holder.kinds.includes(kind))) found.push(ofNoKind(holder.kinds));
  return found;
}

function organisationLacks(
  needed: Capability['organisation'],
  { organisation, grants }: Extract<Holder, { kind: 'organisation' }>,
): Lack[] {
  if (needed === undefined) return [lacks.individualsOnly];
  if (needed === 'any') return [];
  if (delegations[needed].kind !== organisation) return [lacks.otherKind];
  switch (grants[needed]) {
    case 'valid':
      return [];
    case 'suspended':
      return [lacks.suspended];
    case 'over':
      return [lacks.over];
    case undefined:
      return [lacks.notGranted];
  }
}

const ofNoKind = (kinds: readonly IndividualKind[]): Lack => {
  if (kinds.includes('learner')) return lacks.learnerOnly;
  return kinds.includes('new-car-owner') ? lacks.newOwnerOnly : lacks.nothingOnRecord;
};

const registered = {
  zh: '取得驾驶证或机动车登记后即可办理。',
  en: 'Once a licence or a vehicle of yours is on record.',
};
const apply = {
  zh: '由单位经办人在线申请，经审批后办理。',
  en: 'Let an agent of the organisation apply for it; officers decide.',
};
const ask = { zh: '请联系审批部门。', en: 'Ask the officers who decide on grants.' };

const lacks = {
  window: {
    code: 'person.level-too-low',
    text: { zh: '须到窗口实名注册。', en: 'This needs a registration at a window.' },
    cures: [
      {
        zh: '请携带本人身份证件到任一个人窗口办理。',
        en: 'Go to any window for individuals with your document.',
      },
    ],
  },
  nothingOnRecord: {
    code: 'person.nothing-on-record',
    text: { zh: '没有您的驾驶证或机动车登记信息。', en: 'No licence or vehicle of yours is on record.' },
    cures: [registered],
  },
  learnerOnly: {
    code: 'person.learner-only',
    text: { zh: '学员只能办理驾考预约。', en: 'A learner may only book exams.' },
    cures: [registered],
  },
  newOwnerOnly: {
    code: 'person.new-car-owner-only',
    text: { zh: '新车车主只能预选号牌。', en: 'The owner of a new car may only preselect a plate.' },
    cures: [registered],
  },
  organisationsOnly: {
    code: 'capability.organisations-only',
    text: { zh: '仅对单位用户开放。', en: 'Only for organisations.' },
    cures: [],
  },
  individualsOnly: {
    code: 'capability.individuals-only',
    text: { zh: '仅对个人用户开放。', en: 'Only for individuals.' },
    cures: [],
  },
  otherKind: {
    code: 'grant.other-kind',
    text: { zh: '该类单位不能办理。', en: 'Not for organisations of this kind.' },
    cures: [],
  },
  notGranted: {
    code: 'grant.missing',
    text: { zh: '须经审批授权。', en: 'This must be granted first.' },
    cures: [apply],
  },
  suspended: {
    code: 'grant.suspended',
    text: { zh: '授权已暂停。', en: 'The grant is suspended.' },
    cures: [ask],
  },
  over: {
    code: 'grant.over',
    text: { zh: '授权不在有效期内。', en: 'Today is outside the period of the grant.' },
    cures: [apply],
  },
} as const satisfies Record<string, Lack>;
