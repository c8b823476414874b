import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';

import { POLICY } from './allow';

/** Refuses the start of an application in which an operation has no policy, naming every one (quality R10). */
@Injectable()
export class DeclaredPolicies implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const missing = this.discovery
      .getControllers()
      .flatMap(({ instance }) => (instance === undefined ? [] : this.missingOf(instance as object)));
    if (missing.length > 0) {
      throw new Error(`operations without a policy (@Allow): ${missing.sort().join(', ')}`);
    }
  }

  private missingOf(controller: object): string[] {
    const prototype = Object.getPrototypeOf(controller) as Record<string, () => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => {
        const handler = prototype[name];
        if (handler === undefined) return false;
        const isRoute = this.reflector.get<unknown>(PATH_METADATA, handler) !== undefined;
        return isRoute && this.reflector.get<unknown>(POLICY, handler) === undefined;
      })
      .map((name) => `${controller.constructor.name}.${name}`);
  }
}
