import { DELEGATIONS, delegations, ORGANISATION_KINDS } from '@open122/contracts';

import { CAPABILITIES, type CapabilityId, type Holder, INDIVIDUAL_KINDS, lacking } from './capabilities';

const online: Holder = { kind: 'individual', level: 'online', kinds: ['owner-or-driver'] };
const window: Holder = { ...online, level: 'window' };
const learner: Holder = { ...window, kinds: ['learner'] };
const newOwner: Holder = { ...window, kinds: ['new-car-owner'] };
const nobody: Holder = { ...window, kinds: [] };
const company: Holder = { kind: 'organisation', organisation: 'other', grants: {} };

/** Rules §1.1 by hand: null is yes. */
const BY_HAND: Record<CapabilityId, (string | null)[]> = {
  'own-vehicles': [
    null,
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    null,
  ],
  'own-licence': [
    null,
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'consented-licences': [...Array<string>(5).fill('capability.organisations-only'), null],
  'own-violations': [
    null,
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'plate-preselection': [null, null, 'person.learner-only', null, 'person.nothing-on-record', null],
  'exam-booking': [
    null,
    null,
    null,
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'contact-change': [
    null,
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'replacement-and-exchange': [
    'person.level-too-low',
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'non-own-vehicles': [
    'person.level-too-low',
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'capability.individuals-only',
  ],
  'medical-certificate': [
    'person.level-too-low',
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    'grant.other-kind',
  ],
  'safety-notices': [
    null,
    null,
    'person.learner-only',
    'person.new-car-owner-only',
    'person.nothing-on-record',
    null,
  ],
  'temporary-plates': [...Array<string>(5).fill('capability.organisations-only'), 'grant.other-kind'],
  'medical-examinations': [...Array<string>(5).fill('capability.organisations-only'), 'grant.other-kind'],
  learners: [...Array<string>(5).fill('capability.organisations-only'), 'grant.other-kind'],
};

describe('the capability matrix (rules §1.1)', () => {
  it.each(CAPABILITIES)(
    '%s: online, window, mere learner, mere new-car owner, nobody on record, organisation',
    (id) => {
      const found = [online, window, learner, newOwner, nobody, company].map((holder) => lacking(id, holder));
      expect(found.map((lacks) => lacks.at(0)?.code ?? null)).toEqual(BY_HAND[id]);
    },
  );

  it('gives every reason at once', () => {
    const holder: Holder = { kind: 'individual', level: 'online', kinds: ['learner'] };
    expect(lacking('replacement-and-exchange', holder).map(({ code }) => code)).toEqual([
      'person.level-too-low',
      'person.learner-only',
    ]);
  });

  it('who is several things may what each of them may', () => {
    const both: Holder = { kind: 'individual', level: 'online', kinds: [...INDIVIDUAL_KINDS] };
    for (const id of ['own-vehicles', 'plate-preselection', 'exam-booking'] as const) {
      expect(lacking(id, both)).toEqual([]);
    }
  });

  const grants = DELEGATIONS.flatMap((delegation) =>
    ORGANISATION_KINDS.map((kind) => [delegation, kind] as const),
  );
  it.each(grants)('%s of a %s follows its grant', (delegation, organisation) => {
    const codes = ([undefined, 'valid', 'suspended', 'over'] as const).map((standing) => {
      const held = standing === undefined ? {} : { [delegation]: standing };
      return lacking(delegation, { kind: 'organisation', organisation, grants: held })[0]?.code ?? null;
    });
    expect(codes).toEqual(
      delegations[delegation].kind === organisation
        ? ['grant.missing', null, 'grant.suspended', 'grant.over']
        : Array(4).fill('grant.other-kind'),
    );
  });

  it('a medical certificate is a hospital’s by its grant', () => {
    const hospital: Holder = {
      kind: 'organisation',
      organisation: 'hospital',
      grants: { 'medical-examinations': 'valid' },
    };
    expect(lacking('medical-certificate', hospital)).toEqual([]);
  });
});
