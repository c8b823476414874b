import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { type CapabilityId, capabilityOf } from '@open122/catalogue';

import { agent, Allow, person, type Who } from './allow';

/** Who has a capability, as a policy: the matrix of rules §1.1 is said once, in the catalogue. */
export function whoMay(id: CapabilityId): [Who, ...Who[]] {
  const { individual, organisation } = capabilityOf(id);
  const individuals = individual === undefined ? [] : [person(individual.level)];
  const organisations =
    organisation === undefined ? [] : [organisation === 'any' ? agent() : agent(organisation)];
  const [first, ...rest] = [...individuals, ...organisations];
  if (first === undefined) throw new Error(`nobody has the capability ${id}`);
  return [first, ...rest];
}

/** The policy of an operation that is a capability. */
export const May = (id: CapabilityId): MethodDecorator =>
  applyDecorators(Allow(...whoMay(id)), ApiExtension('x-capability', id));
