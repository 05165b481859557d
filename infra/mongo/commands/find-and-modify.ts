import type { Document } from 'bson';
import { MongoFailure } from '../failure.ts';
import { projectDocuments } from '../query/projection.ts';
import { type Match, selectDocuments } from '../query/selection.ts';
import { readSort } from '../query/sort.ts';
import type { Collection } from '../storage/catalog.ts';
import { deleteDocument, insertDocument, replaceDocument } from '../storage/documents.ts';
import { compileUpdate, withId } from '../update/update.ts';
import { type Call, type Command, collectionOf, readDocument, refuseCollation } from './call.ts';
import { collectionForWrite } from './writes.ts';

/** The document as the caller wants it back. */
function reply(body: Document, value: Document | null, lastErrorObject: Document): Document {
  const projected = value && [
    ...projectDocuments([value], body.fields, readDocument('query', body.query)),
  ];
  return { lastErrorObject, value: projected?.[0] ?? null };
}

function remove(call: Call, match: Match | undefined): Document {
  const collection = collectionOf(call);
  if (!match || !collection) return reply(call.body, null, { n: 0 });
  deleteDocument(call.view, collection, match.row, match.document);
  return reply(call.body, match.document, { n: 1 });
}

function modify(call: Call, collection: Collection | undefined, match: Match | undefined) {
  const { body, view } = call;
  const update = compileUpdate({
    filter: readDocument('query', body.query),
    update: body.update,
    arrayFilters: body.arrayFilters,
    variables: readDocument('let', body.let),
  });
  if (match && collection) {
    const previous = match.document;
    const document = withId(update.apply(previous));
    replaceDocument(view, collection, match.row, previous, document);
    return reply(body, body.new ? document : previous, { n: 1, updatedExisting: true });
  }
  if (!body.upsert) return reply(body, null, { n: 0, updatedExisting: false });
  const document = update.create();
  insertDocument(view, collectionForWrite(call), document);
  const result = { n: 1, updatedExisting: false, upserted: document._id };
  return reply(body, body.new ? document : null, result);
}

const findAndModify: Command = {
  writes: true,
  run(call) {
    const { body, view, deadline } = call;
    refuseCollation(body);
    if (Boolean(body.remove) === (body.update !== undefined)) {
      throw new MongoFailure(9, 'Either an update or remove=true must be specified');
    }
    if (body.remove && (body.upsert || body.new)) {
      throw new MongoFailure(9, 'remove cannot be combined with new or upsert');
    }
    const collection = collectionOf(call);
    const selection = {
      filter: readDocument('query', body.query),
      sort: readSort(body.sort),
      limit: 1,
      hint: body.hint,
      variables: readDocument('let', body.let),
      deadline,
    };
    const [match] = selectDocuments(view, collection, selection);
    return body.remove ? remove(call, match) : modify(call, collection, match);
  },
};

export const findAndModifyCommands = { findAndModify, findandmodify: findAndModify };
