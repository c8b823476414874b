import {
  addMinutes,
  type Day,
  type Instant,
  type OrganisationKind,
  type OrgRef,
  type OwnerService,
  type PersonRef,
} from '@open122/contracts';
import type { AssuranceLevel, StaffRole } from '@open122/http';

/** Whose session it is, with what the access token says of him. */
export type Holder =
  | { kind: 'person'; account: string; person: PersonRef; level: AssuranceLevel }
  | {
      kind: 'agent';
      agent: string;
      person: PersonRef;
      /** The organisation's. */
      account: string;
      organisation: OrgRef;
      organisationKind: OrganisationKind;
      mandateUntil: Day;
    }
  | {
      kind: 'staff';
      staff: string;
      role: StaffRole;
      window: string | null;
      owner: OwnerService | null;
      person: PersonRef | null;
      /** His password was drawn for him and is still to be replaced. */
      passwordDue: boolean;
    };

export interface Session {
  id: string;
  openedAt: Instant;
  /** A refresh moves it on, never past `endsAt`. */
  idleUntil: Instant;
  endsAt: Instant;
}

/** Minutes of wall time. Staff sit at shared desks: half an hour idle, a shift in all; agents at those of their firm [D]. */
const LIMITS = {
  person: { idle: 7 * 24 * 60, whole: 30 * 24 * 60 },
  agent: { idle: 2 * 60, whole: 12 * 60 },
  staff: { idle: 30, whole: 12 * 60 },
} as const;

const earlier = (left: Instant, right: Instant): Instant => (left < right ? left : right);

export function openSession(id: string, kind: Holder['kind'], wall: Instant): Session {
  const { idle, whole } = LIMITS[kind];
  return { id, openedAt: wall, idleUntil: addMinutes(wall, idle), endsAt: addMinutes(wall, whole) };
}

/** The session a refresh leaves behind, null when it had run out. */
export function refreshSession(session: Session, kind: Holder['kind'], wall: Instant): Session | null {
  if (session.idleUntil <= wall || session.endsAt <= wall) return null;
  return { ...session, idleUntil: earlier(addMinutes(wall, LIMITS[kind].idle), session.endsAt) };
}
