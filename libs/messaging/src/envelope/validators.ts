import { type EventDefinition, topics, type TopicName } from '@open122/contracts';
import Ajv, { type ValidateFunction } from 'ajv';

// schemas of ours: compiling the schema of schemas to check them would cost more of a start than all of them
const ajv = new Ajv({ strict: false, allErrors: false, meta: false, validateSchema: false });
const compiled = new WeakMap<object, ValidateFunction>();

function validatorOf(event: object & { schema: object }): ValidateFunction {
  let validate = compiled.get(event);
  if (validate === undefined) compiled.set(event, (validate = ajv.compile(event.schema)));
  return validate;
}

/** Why a payload does not fit its event's schema: path and rule, never the value; null when it fits. */
export function schemaFault(event: object & { schema: object }, data: unknown): string | null {
  const validate = validatorOf(event);
  if (validate(data)) return null;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath === '' ? '/' : (error?.instancePath ?? '/')} ${error?.message ?? 'is wrong'}`;
}

/** The event of a topic by its `ce_type`. */
export const eventOf = (topic: TopicName, type: string): EventDefinition<never> | undefined =>
  (topics[topic].events as readonly EventDefinition<never>[]).find((each) => each.type === type);
