import { businessOf } from '@open122/catalogue';
import {
  addDays,
  ApplicationAccepted,
  ApplicationRejected,
  ApplicationSubmitted,
  ApplicationUndone,
  dayOf,
  DeliveryAbandoned,
  DocumentCollected,
  DocumentDelivered,
  DocumentReady,
  type EventDefinition,
  HandoverDispatched,
  type Instant,
  LicenceConsentAsked,
  LiftingRefused,
  ListingLifted,
  type PersonRef,
  PickupLapsed,
  PickupReminded,
  type VisitOutcome,
  VehicleUseBegan,
  VehicleUseEnded,
  VisitRecorded,
} from '@open122/contracts';

/** What every event that is told to somebody has. */
export interface Told {
  person: PersonRef;
}

export interface Notice {
  event: EventDefinition<never>;
  /** Who is told. */
  whom: (data: never) => PersonRef;
  /** The text without the sender's name; null when this one is not worth an SMS. */
  say: (data: never) => string | null;
}

const notice = <D extends Told>(
  event: EventDefinition<D>,
  say: (data: D) => string | null,
  whom: (data: D) => PersonRef = ({ person }) => person,
): Notice => ({
  event: event as unknown as EventDefinition<never>,
  whom,
  say,
});

const application = ({ business, serial }: { business: string; serial: string }): string =>
  `您的“${businessOf(business)?.name.zh ?? business}”申请（编号${serial}）`;
const document = ({ serial }: { serial: string }): string => `申请${serial}的证件`;
/** Ends are exclusive: the last day is the one before. */
const lastDay = (until: Instant): string => addDays(dayOf(until), -1);

const FAILED_VISIT: Record<Exclude<VisitOutcome, 'delivered' | 'refused'>, string> = {
  'nobody-home': '投递时无人签收，将再次投递',
  'returns-missing': '因未交回应收回的证件未能交付，将再次投递',
};

function visit(data: {
  serial: string;
  outcome: VisitOutcome;
  refusals: number;
  refusalsAllowed: number;
}): string | null {
  const { outcome, refusals, refusalsAllowed } = data;
  if (outcome === 'delivered') return null;
  if (outcome !== 'refused') return `${document(data)}${FAILED_VISIT[outcome]}。`;
  // The end of the last one is told by DeliveryAbandoned.
  if (refusals >= refusalsAllowed) return null;
  return `${document(data)}被拒收（第${refusals}次，共${refusalsAllowed}次）。拒收满${refusalsAllowed}次，申请终止并限制网上办理。`;
}

/** What people are told by SMS, in Chinese; never a name or number of theirs. A line per event. */
export const NOTICES: readonly Notice[] = [
  notice(ApplicationSubmitted, (data) => `${application(data)}已提交。如非本人操作，请立即联系服务窗口。`),
  notice(ApplicationUndone, (data) => `${application(data)}已撤销。`),
  notice(ApplicationAccepted, (data) => `${application(data)}已审核通过，证件制作中。`),
  notice(ApplicationRejected, (data) => `${application(data)}未通过审核，原因请登录平台查看。`),
  notice(HandoverDispatched, (data) => `${document(data)}已交寄，请备好应交费用。`),
  notice(VisitRecorded, visit),
  notice(DocumentDelivered, (data) => `${document(data)}已签收。`),
  notice(DocumentReady, (data) => `${document(data)}可以领取，最后一天为${lastDay(data.pickupUntil)}。`),
  notice(PickupReminded, (data) => `请领取${document(data)}，最后一天为${lastDay(data.pickupUntil)}。`),
  notice(DocumentCollected, (data) => `${document(data)}已领取。`),
  notice(
    DeliveryAbandoned,
    (data) => `${document(data)}被拒收${data.refusals}次，申请终止，证件转至服务窗口保管。`,
  ),
  notice(
    VehicleUseBegan,
    ({ plate }) => `您的机动车${plate}已由他人绑定。如非您本人同意，请登录平台解除。`,
    ({ owner }) => owner,
  ),
  notice(VehicleUseEnded, ({ plate, by }) => (by === 'user' ? null : `您对机动车${plate}的绑定已解除。`)),
  notice(
    LicenceConsentAsked,
    () => '有单位申请查询您的驾驶证，请登录平台选择同意或拒绝。未经您同意，该单位无法查询。',
  ),
  notice(ListingLifted, () => '您的网上办理限制已提前解除，可重新通过本平台办理补领、换领业务。'),
  notice(LiftingRefused, ({ appealed }) =>
    appealed ? '您对网上办理限制的申诉未获支持，原因请登录平台查看。' : null,
  ),
  notice(PickupLapsed, (data) => `${document(data)}逾期未领，申请终止，证件转至服务窗口保管。`),
];
