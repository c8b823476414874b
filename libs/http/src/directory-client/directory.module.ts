import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, ServiceConfig, trusting } from '@open122/service';

import type { directorySettings } from '../http.config';
import { Directory } from './directory';
import { DirectoryClient } from './directory-client';

/** Identity's directory, of a service whose settings contain `directorySettings`; asked outside transactions (design §1). */
@Module({
  providers: [
    {
      provide: Directory,
      inject: [ServiceConfig, Clock],
      useFactory: ({ service, values }: ServiceConfig<typeof directorySettings>, clock: Clock) =>
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
