import { dayOf, type Instant, type Words } from '@open122/contracts';

import { type Facts, type When } from '../facts';
import {
  nonOwnVehicles,
  onlyViolationsSinceBinding,
  ownerMustBeRegistered,
  usersPerVehicle,
} from '../numbers';
import { type Reason, reasonOf, rule, type Rule } from '../rule';
import { enoughLevel } from './every-business';

const basis = '规则手册第1.1节：非本人名下机动车 / rules §1.1: vehicles not in own name';
const atWindow: Words = { zh: '请到车管所窗口办理。', en: 'Go to a window of the vehicle office.' };

const notOwn = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.own', basis },
    text: { zh: '该车登记在您本人名下。', en: 'The vehicle is in your own name.' },
    cures: [{ zh: '请按本人名下机动车绑定。', en: 'Bind it as your own.' }],
  },
  ({ use }) => !use.own,
);

const notBoundYet = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.bound', basis },
    text: { zh: '您已绑定该车。', en: 'You have bound this vehicle already.' },
    cures: [],
  },
  ({ use }) => !use.bound,
);

const fewEnough = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.too-many', basis },
    text: {
      zh: '最多绑定{most}辆非本人名下机动车。',
      en: 'At most {most} vehicles not in own name can be bound.',
    },
    cures: [{ zh: '请先解除其中一辆。', en: 'End the use of one of them first.' }],
  },
  ({ use }, { now }) => {
    const most = nonOwnVehicles.asOf(dayOf(now));
    return use.used < most || { words: { most: String(most) } };
  },
);

const fewUsers = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.too-many-users', basis },
    text: { zh: '一辆车最多由{most}名非车主绑定。', en: 'At most {most} others may use one vehicle.' },
    cures: [{ zh: '请车主先解除一名使用人。', en: 'Let the owner end one of the uses first.' }],
  },
  ({ use }, { now }) => {
    const most = usersPerVehicle.asOf(dayOf(now));
    return most === null || use.users < most || { words: { most: String(most) } };
  },
);

const ownedByIndividual = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.owner-not-individual', basis },
    text: {
      zh: '单位所有的机动车不能由他人绑定。',
      en: 'A vehicle of an organisation cannot be used by others here.',
    },
    cures: [atWindow],
  },
  ({ use }) => use.ownerIsIndividual,
);

const ownerRegistered = rule(
  ['use'],
  {
    ...{ code: 'vehicle-use.owner-not-registered', basis },
    text: { zh: '车主尚未注册为本平台用户。', en: 'The owner is not registered on the platform.' },
    cures: [{ zh: '请车主先注册。', en: 'Let the owner register first.' }],
  },
  ({ use }, { now }) =>
    !use.ownerIsIndividual || use.ownerIsRegistered || !ownerMustBeRegistered.asOf(dayOf(now)),
);

const rules: readonly Rule[] = [
  ...[enoughLevel('window'), notOwn, notBoundYet, fewEnough, fewUsers, ownedByIndividual, ownerRegistered],
];

/** Every reason why somebody may not use a vehicle that is not in his name; empty when he may, with the owner's consent. */
export const useUnmet = (facts: Pick<Facts, 'person' | 'use'>, when: When): Reason[] =>
  rules.map((each) => reasonOf(each, facts as Facts, when)).filter((reason) => reason !== null);

/** Whether a violation is one that the user of a vehicle not in his name may handle, by when it happened (rules §1.1). */
export const happenedInUse = (happenedAt: Instant, boundAt: Instant, now: Instant): boolean =>
  !onlyViolationsSinceBinding.asOf(dayOf(now)) || happenedAt >= boundAt;
