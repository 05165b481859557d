const uploads = { enabled: true, number_limits: 3, transfer_methods: ['remote_url', 'local_file'] };

/** Every feature that works offline, on. */
export const demoConfig = {
  opening_statement: 'Attach a text and ask me about it.',
  suggested_questions: ['What can you do?', 'What does the attached file say about the price?'],
  suggested_questions_after_answer: { enabled: true },
  retriever_resource: { enabled: true },
  file_upload: {
    enabled: true,
    image: { ...uploads, detail: 'high' },
    allowed_file_types: ['image', 'document', 'audio'],
    allowed_file_upload_methods: ['remote_url', 'local_file'],
    number_limits: 3,
  },
};

/** Three nodes: a fixed brief, an agent that answers it, and what it said as the result. */
export const demoWorkflow = `version: 0.4.0
graph:
  id: demo
  description: Answers a request after a fixed brief.
  start: [Brief]
  end: [Result]
  nodes:
    - id: Brief
      type: literal
      config: { content: "Answer in one short paragraph." }
    - id: Writer
      type: agent
      config: { provider: openai, name: local, role: "You are a careful writer." }
    - id: Result
      type: passthrough
      config: {}
  edges:
    - { from: Brief, to: Writer }
    - { from: Writer, to: Result }
`;
