import * as role from './roles';

/** Who may ask, by the rule book and read by hand (rules §1, §1.1, §2.1, §3, §4); never made of the code. */
const everyone = [
  ...[role.anonymous, ...role.individuals, ...role.agents, ...role.granted, role.expired, ...role.staff],
  role.newcomer,
];
/** Where a session begins nobody looks at the one that came. */
const whoever = [...everyone, role.partner];
const actingAgents = [...role.agents, ...role.granted];
const { individuals, operators, auditor, administrator, clerk, organisationClerk, fulfilment, officer } =
  role;

/** A service's dead letters: its own operators, and the administrator; an auditor reads. */
const deadLetters = (service: string, own: readonly string[]): Record<string, readonly string[]> => ({
  [`GET /v1/ops/dead-letters/${service}`]: [...own, auditor, administrator],
  [`GET /v1/ops/dead-letters/${service}/{id}`]: [...own, auditor, administrator],
  [`POST /v1/ops/dead-letters/${service}/replay`]: [...own, administrator],
  [`POST /v1/ops/dead-letters/${service}/{id}/replay`]: [...own, administrator],
  [`POST /v1/ops/dead-letters/${service}/{id}/discard`]: [...own, administrator],
});
const imports = (kind: string, own: string): Record<string, readonly string[]> => ({
  [`POST /v1/ops/imports/${kind}`]: [own, administrator],
  [`GET /v1/ops/imports/${kind}/{importId}`]: [own, auditor, administrator],
  [`GET /v1/ops/imports/${kind}/{importId}/rejects`]: [own, auditor, administrator],
});

export const expected: Readonly<Record<string, readonly string[]>> = {
  'GET /v1/services': everyone,
  'GET /v1/windows': everyone,

  'POST /v1/sms-codes': whoever,
  'POST /v1/account/registrations': whoever,
  'POST /v1/account/activation': whoever,
  'POST /v1/account/password-resets': whoever,
  'POST /v1/sessions': whoever,
  'POST /v1/sessions/refresh': whoever,
  'POST /v1/staff-sessions': whoever,
  'POST /v1/organisation/activation': whoever,
  'POST /v1/organisation/sessions': whoever,
  'DELETE /v1/sessions/current': [...individuals, ...actingAgents, ...role.staff, role.newcomer],

  'GET /v1/me': [...individuals, ...role.staff],
  'GET /v1/me/capabilities': [...individuals, ...actingAgents],
  'GET /v1/me/export': individuals,
  'POST /v1/me/closure': individuals,
  'GET /v1/me/sessions': [...individuals, ...actingAgents, ...role.staff],
  'POST /v1/me/sessions/{id}/end': [...individuals, ...actingAgents, ...role.staff],
  'GET /v1/me/addresses': individuals,
  'POST /v1/me/addresses': individuals,
  'POST /v1/me/mobile-codes': individuals,
  'PUT /v1/me/mobile': individuals,
  'PUT /v1/me/password': [...individuals, ...actingAgents, ...role.staff, role.newcomer],
  'POST /v1/step-ups': individuals,
  'POST /v1/step-ups/{stepUpId}/confirmation': individuals,

  'GET /v1/me/licences': individuals,
  'POST /v1/me/licences': individuals,
  'GET /v1/me/licences/{licenceId}': individuals,
  'DELETE /v1/me/licences/{licenceId}': individuals,
  'GET /v1/me/licence-consents': individuals,
  'POST /v1/me/licence-consents/{consentId}/decisions': individuals,
  'GET /v1/me/vehicles': [...individuals, ...actingAgents],
  'POST /v1/me/vehicles': [...individuals, ...actingAgents],
  'GET /v1/me/vehicles/{vehicleId}': [...individuals, ...actingAgents],
  'DELETE /v1/me/vehicles/{vehicleId}': [...individuals, ...actingAgents],

  'GET /v1/me/vehicles/{vehicleId}/users': individuals,
  'DELETE /v1/me/vehicles/{vehicleId}/users/{useId}': individuals,
  'GET /v1/me/vehicle-uses': individuals,
  'POST /v1/me/vehicle-uses': role.window,
  'POST /v1/me/vehicle-uses/{useId}/confirmation': role.window,
  'DELETE /v1/me/vehicle-uses/{useId}': individuals,

  'GET /v1/services/{business}/eligibility': individuals,
  'POST /v1/services/{business}/applications': individuals,
  'GET /v1/services/{business}/applications': individuals,
  'GET /v1/applications/{serial}': individuals,
  'GET /v1/applications/{serial}/timeline': individuals,
  'POST /v1/applications/{serial}/undo': individuals,
  'GET /v1/me/handovers': individuals,
  'GET /v1/me/standing': individuals,
  'POST /v1/me/standing/appeals': individuals,

  'GET /v1/organisation': actingAgents,
  'GET /v1/organisation/grants': actingAgents,
  'POST /v1/organisation/grants': actingAgents,
  'GET /v1/organisation/licences': actingAgents,
  'GET /v1/organisation/licence-consents': actingAgents,
  'POST /v1/organisation/licence-consents': actingAgents,
  'GET /v1/organisation/learners': [role.school],
  'POST /v1/organisation/learners': [role.school],
  'POST /v1/organisation/new-vehicles': [role.dealer],

  'POST /v1/windows/sms-codes': [clerk],
  'POST /v1/windows/registrations': [clerk],
  'POST /v1/windows/mobile-codes': [clerk],
  'POST /v1/windows/mobile-changes': [clerk],
  'POST /v1/windows/organisations': [organisationClerk],
  'POST /v1/windows/organisations/searches': [organisationClerk],
  'POST /v1/windows/agents': [organisationClerk],
  'POST /v1/windows/agents/sms-codes': [organisationClerk],
  'DELETE /v1/windows/agents/{agentId}': [organisationClerk],

  'GET /v1/ops/{owner}/applications': [role.licenceOperator, auditor],
  'GET /v1/ops/applications/{serial}': [role.licenceOperator],
  'POST /v1/ops/applications/{serial}/acceptance': [role.licenceOperator],
  'POST /v1/ops/applications/{serial}/rejection': [role.licenceOperator],
  'GET /v1/ops/handovers': [...operators, fulfilment, auditor, administrator],
  'GET /v1/ops/handovers/{handoverId}': [...operators, fulfilment, auditor, administrator],
  'GET /v1/ops/handovers/{handoverId}/recipient': [...operators, fulfilment],
  'POST /v1/ops/handovers/{handoverId}/production': [...operators, fulfilment],
  'POST /v1/ops/handovers/{handoverId}/collection': [fulfilment],
  'POST /v1/ops/handovers/{handoverId}/returns': [fulfilment],
  'GET /v1/ops/cash': [fulfilment, auditor, administrator],
  'GET /v1/ops/standings/{person}': [...operators, auditor, administrator],
  'POST /v1/ops/standings/{person}/liftings': operators,
  'GET /v1/ops/liftings': [...operators, auditor, administrator],
  'POST /v1/ops/liftings/{liftingId}/decisions': operators,
  'GET /v1/ops/grants': [officer, auditor],
  'POST /v1/ops/grants/{grantId}/decisions': [officer],
  'GET /v1/ops/staff': [auditor, administrator],
  'POST /v1/ops/staff': [administrator],
  'DELETE /v1/ops/staff/{staffId}': [administrator],
  'POST /v1/ops/sessions/{holderId}/end': [administrator],
  ...imports('licences', role.licenceOperator),
  ...imports('vehicles', role.vehicleOperator),
  'GET /v1/ops/dead-letters': [...operators, auditor, administrator],
  ...deadLetters('licence', [role.licenceOperator]),
  ...deadLetters('vehicle', [role.vehicleOperator]),
  ...deadLetters('identity', []),
  ...deadLetters('fulfilment', []),
  ...deadLetters('blacklist', []),
  ...deadLetters('gateway', []),

  'GET /v1/sandbox/sms': [administrator],
  'GET /v1/sandbox/clock': [administrator],
  'POST /v1/sandbox/clock': [administrator],
  'GET /v1/sandbox/events': [administrator],

  // a courier is known by his signature alone, whoever's token comes with it
  'POST /v1/couriers/{courier}/callbacks': [],
};
