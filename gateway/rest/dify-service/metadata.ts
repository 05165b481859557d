import type { RetrieverResourcePartsFragment, UsagePartsFragment } from './generated/operations.ts';

/** What an answer cost. */
export function toUsage(usage: UsagePartsFragment) {
  return {
    prompt_tokens: usage.promptTokens,
    prompt_unit_price: usage.promptUnitPrice,
    prompt_price_unit: usage.promptPriceUnit,
    prompt_price: usage.promptPrice,
    completion_tokens: usage.completionTokens,
    completion_unit_price: usage.completionUnitPrice,
    completion_price_unit: usage.completionPriceUnit,
    completion_price: usage.completionPrice,
    total_tokens: usage.totalTokens,
    total_price: usage.totalPrice,
    currency: usage.currency,
    latency: usage.latency,
    time_to_first_token: usage.timeToFirstToken,
    time_to_generate: usage.timeToGenerate,
  };
}

/** An answer that ended before the model was asked cost nothing. */
const noUsage: UsagePartsFragment = {
  promptTokens: 0,
  promptUnitPrice: '0',
  promptPriceUnit: '0',
  promptPrice: '0',
  completionTokens: 0,
  completionUnitPrice: '0',
  completionPriceUnit: '0',
  completionPrice: '0',
  totalTokens: 0,
  totalPrice: '0',
  currency: 'USD',
  latency: 0,
  timeToFirstToken: null,
  timeToGenerate: null,
};

/** A cited passage, with the members of the documented one that this product does not know. */
export function toRetrieverResource(resource: RetrieverResourcePartsFragment) {
  return {
    position: resource.position,
    dataset_id: resource.datasetId,
    dataset_name: resource.datasetName,
    document_id: resource.documentId,
    document_name: resource.documentName,
    data_source_type: null,
    segment_id: resource.segmentId,
    retriever_from: null,
    score: resource.score,
    hit_count: null,
    word_count: null,
    segment_position: null,
    index_node_hash: null,
    content: resource.content,
    page: null,
    doc_metadata: null,
    title: null,
    files: null,
    summary: null,
  };
}

export function toMetadata(
  usage: UsagePartsFragment | null,
  resources: readonly RetrieverResourcePartsFragment[] | null,
) {
  return {
    retriever_resources: (resources ?? []).map(toRetrieverResource),
    usage: toUsage(usage ?? noUsage),
  };
}
