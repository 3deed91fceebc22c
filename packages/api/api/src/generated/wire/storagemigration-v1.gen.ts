// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/storagemigration/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'StorageVersionMigration' | 'StorageVersionMigrationList' | 'StorageVersionMigrationSpec' | 'StorageVersionMigrationStatus', MessageCodec>>;
let made: Codecs | undefined;
export function storagemigrationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, GroupResource: { read: rmetaV1$GroupResource, write: wmetaV1$GroupResource }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rStorageVersionMigration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rStorageVersionMigrationSpec(r, r.open(t)); break;
      case 3: o.status = rStorageVersionMigrationStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageVersionMigration(w: W, o: Fields): void {
  w.message(26, o.status, wStorageVersionMigrationStatus);
  w.message(18, o.spec, wStorageVersionMigrationSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rStorageVersionMigrationList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rStorageVersionMigration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageVersionMigrationList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wStorageVersionMigration);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rStorageVersionMigrationSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resource = rmetaV1$GroupResource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageVersionMigrationSpec(w: W, o: Fields): void {
  w.message(10, o.resource, wmetaV1$GroupResource);
}
function rStorageVersionMigrationStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      case 2: if ((v = r.string(t))) o.resourceVersion = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageVersionMigrationStatus(w: W, o: Fields): void {
  let v: unknown;
  w.string(18, o.resourceVersion);
  if ((v = o.conditions) != null) w.messages(10, v, wmetaV1$Condition);
}
  return { StorageVersionMigration: { read: rStorageVersionMigration, write: wStorageVersionMigration }, StorageVersionMigrationList: { read: rStorageVersionMigrationList, write: wStorageVersionMigrationList }, StorageVersionMigrationSpec: { read: rStorageVersionMigrationSpec, write: wStorageVersionMigrationSpec }, StorageVersionMigrationStatus: { read: rStorageVersionMigrationStatus, write: wStorageVersionMigrationStatus } };
}
