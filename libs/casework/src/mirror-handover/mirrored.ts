import {
  DeliveryAbandoned,
  DispatchAwaited,
  DocumentCollected,
  DocumentDelivered,
  DocumentDestroyed,
  DocumentProduced,
  DocumentReady,
  HandoverCompleted,
  HandoverDispatched,
  HandoverOpened,
  type handoverEvents,
  type Payload,
  PickupLapsed,
  PickupReminded,
  VisitRecorded,
} from '@open122/contracts';

import { type Application, moved } from '../application';
import { after, isClosed, leadsTo, type LifeEvent, stateOf } from '../life-cycle';
import type { Detail, TimelineEvent } from '../timeline';

export type HandoverEvent = Payload<(typeof handoverEvents)[number]>;

/** What an event of the handover means for the application: a line in its timeline, and perhaps a step of its life. */
interface Mirrored {
  event: TimelineEvent;
  life: LifeEvent | null;
  /** Fields of the event that the timeline shows. */
  shows: readonly string[];
}

const step = (life: LifeEvent, ...shows: string[]): Mirrored => ({ event: life, life, shows });
const note = (event: TimelineEvent, ...shows: string[]): Mirrored => ({ event, life: null, shows });

const MIRRORED: Record<string, Mirrored> = {
  [HandoverOpened.type]: note('handover-opened'),
  [DocumentProduced.type]: step('produced', 'formNumber'),
  [DispatchAwaited.type]: step('dispatch-awaited'),
  [HandoverDispatched.type]: step('dispatched', 'courier', 'parcel'),
  [VisitRecorded.type]: note('visited', 'visit', 'outcome', 'refusals', 'refusalsAllowed'),
  [DocumentDelivered.type]: step('delivered'),
  [DocumentReady.type]: step('ready', 'office', 'pickupUntil'),
  [PickupReminded.type]: note('pickup-reminded', 'pickupUntil', 'day'),
  [DocumentCollected.type]: step('collected'),
  [HandoverCompleted.type]: step('completed'),
  [DeliveryAbandoned.type]: step('refused-at-door', 'refusals', 'keptUntil'),
  [PickupLapsed.type]: step('pickup-lapsed', 'keptUntil'),
  [DocumentDestroyed.type]: note('document-destroyed'),
};

/** How the timeline tells an event of the handover. Throws for an event that is none. */
export function told(type: string, data: HandoverEvent): { event: TimelineEvent; detail: Detail } {
  const { event, shows } = mirroredOf(type);
  const fields = Object.entries(data as unknown as Record<string, string | number | null>);
  const detail = Object.fromEntries(fields.filter(([name, value]) => shows.includes(name) && value !== null));
  return { event, detail: detail as Detail };
}

/**
 * The application after an event of the handover, which owns the states from ACCEPTED on. A later event may overtake one that
 * waits in the dead letters: what lies between is skipped, and the late one changes nothing any more.
 */
export function mirror(application: Application, type: string, version: number): Application {
  const { life } = mirroredOf(type);
  const seen = { handoverVersion: Math.max(version, application.handoverVersion) };
  const noted = { ...application, ...seen, version: application.version + 1 };
  if (life === null || version <= application.handoverVersion || isClosed(application.state)) return noted;
  if (after(application.state, life) !== null) return moved(application, life, seen)!;
  const state = stateOf(life);
  return leadsTo(application.state, state) ? { ...noted, state } : noted;
}

function mirroredOf(type: string): Mirrored {
  const mirrored = MIRRORED[type];
  if (mirrored === undefined) throw new Error(`no event of a handover: ${type}`);
  return mirrored;
}
