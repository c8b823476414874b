export * from './licence';
export * from './organisation';
export * from './vehicle';
