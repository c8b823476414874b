export * from './licence';
export * from './vehicle';
