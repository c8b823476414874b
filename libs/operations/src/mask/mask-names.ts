import { maskText } from './mask-text';
import { MASK } from './mask-payload';

/** An event's name as we write them. */
const TYPE = /^[A-Z][a-z]+(?:[A-Z][a-z]+){1,5}$/;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Ids of events and aggregates: a UUID, a reference, a serial number; a message's place when it has no id. */
const ID = new RegExp(`^(?:${UUID}|[A-Za-z0-9_-]{43}|[A-Z]{2}[LV]\\d{15,20}|[a-z.]{3,40}(?:/\\d{1,16}){3})$`);

/** The name of an event, which a broken message may use for anything. */
export const maskType = (type: string | null): string | null =>
  type === null || TYPE.test(type) ? type : MASK;

/** The id of an event or the key of a message. */
export const maskId = (id: string | null): string | null => (id === null || ID.test(id) ? id : MASK);

/** What is told of a failure. Of an unknown type it repeats the type. */
export const maskDetail = ({
  cause,
  detail,
  type,
  topic,
}: {
  cause: string;
  detail: string;
  type: string | null;
  topic: string;
}): string =>
  cause === 'unknown-type'
    ? `${maskType(type) ?? MASK} is no event of ${topic}`
    : maskText(detail).slice(0, 500);
