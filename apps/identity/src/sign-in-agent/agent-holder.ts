import type { Holder } from '../session';
import type { Agent, Organisation } from '../organisation';

/** What an agent's session says: who acts, and for whom (rules §1). */
export const agentHolder = (
  { id: agent, person, mandateUntil }: Agent,
  { id: account, ref: organisation, kind: organisationKind }: Organisation,
): Extract<Holder, { kind: 'agent' }> => ({
  ...{ kind: 'agent', agent, person, account, organisation, organisationKind, mandateUntil },
});
