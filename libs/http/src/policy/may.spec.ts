import { type CapabilityId, CAPABILITIES } from '@open122/catalogue';

import { policyWords } from './allow';
import { whoMay } from './may';

/** Rules §1.1, read by hand. */
const BY_HAND: Record<CapabilityId, string[]> = {
  'own-vehicles': ['person:online', 'agent'],
  'own-licence': ['person:online'],
  'consented-licences': ['agent'],
  'own-violations': ['person:online'],
  'plate-preselection': ['person:online', 'agent'],
  'exam-booking': ['person:online'],
  'contact-change': ['person:online'],
  'replacement-and-exchange': ['person:window'],
  'non-own-vehicles': ['person:window'],
  'medical-certificate': ['person:window', 'agent:medical-examinations'],
  'safety-notices': ['person:online', 'agent'],
  'temporary-plates': ['agent:temporary-plates'],
  'medical-examinations': ['agent:medical-examinations'],
  learners: ['agent:learners'],
};

test.each(CAPABILITIES)('%s is a policy', (id) => expect(policyWords(whoMay(id))).toEqual(BY_HAND[id]));
