import type { DynamicModule, Type } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { ServiceName } from '@open122/contracts';
import type { FastifyInstance } from 'fastify';
import type { EntitySchema } from 'typeorm';

import type { Settings } from '../config/settings';

/** What makes a service: everything else is the same for all of them. */
export interface ServiceDefinition<S extends Settings = Settings> {
  name: ServiceName;
  /** The wiring. Config, province, clock, database, timers, audit, health and metrics are there without being imported. */
  module: Type<unknown> | DynamicModule;
  /** The service's own settings and those of the libraries it uses, without prefix: `{ ...httpSettings, … }`. */
  settings: S;
  entities?: readonly EntitySchema[];
}
export const defineService = <S extends Settings>(definition: ServiceDefinition<S>): ServiceDefinition<S> =>
  definition;

/** Injection token: the strategy that listens to the bus, connected with `inheritAppConfig`; libs/messaging provides it. */
export const TRANSPORT = Symbol('TRANSPORT');
export type Transport = CustomTransportStrategy;

/** Injection token: prepares the Fastify instance before routes are made. Any number of modules may provide one. */
export const FASTIFY_SETUP = Symbol('FASTIFY_SETUP');
export type FastifySetup = (fastify: FastifyInstance) => void | Promise<void>;
