import { type Document, ObjectId } from 'bson';
import { documentBytesMax } from '../storage/documents.ts';
import { messageBytesMax } from '../wire/messages.ts';
import { batchMax } from './writes.ts';

const sessionMinutesMax = 30;
const electionId = new ObjectId();

/** What a driver learns of the server: the only, and therefore primary, member of a set. */
export function hello(address: string, connectionId: number): Document {
  return {
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: 'tributary',
    setVersion: 1,
    electionId,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: documentBytesMax,
    maxMessageSizeBytes: messageBytesMax,
    maxWriteBatchSize: batchMax,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: sessionMinutesMax,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  };
}
