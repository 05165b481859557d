/** 10 MiB, inclusive. */
export const chatFileBytesMax = 10_485_760;

/** What a chat takes; the files service decides by the content, and this is what a caller is told. */
export const chatFileTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
