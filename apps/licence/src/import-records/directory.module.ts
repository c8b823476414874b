import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Directory, DirectoryClient } from '@open122/http';
import { Clock, ServiceConfig, trusting } from '@open122/service';

import type { LicenceConfig } from '../licence.config';

/** Identity's directory, asked outside transactions to turn the persons of a file into references (design §1). */
@Module({
  providers: [
    {
      provide: Directory,
      inject: [ServiceConfig, Clock],
      useFactory: ({ service, values }: LicenceConfig, clock: Clock) =>
        new DirectoryClient(
          { service, url: values.IDENTITY_URL, key: values.DIRECTORY_KEY, ...trusting(values) },
          clock,
        ),
    },
  ],
  exports: [Directory],
})
export class DirectoryModule implements OnApplicationShutdown {
  constructor(@Inject(Directory) private readonly directory: DirectoryClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.directory.close();
  }
}
