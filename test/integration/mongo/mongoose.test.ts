import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from './server.ts';

const schema = new mongoose.Schema(
  {
    _id: String,
    title: { type: String, required: true },
    code: { type: String, unique: true, sparse: true },
    tags: [String],
    steps: [new mongoose.Schema({ name: String, done: Boolean }, { _id: false })],
    extra: mongoose.Schema.Types.Mixed,
    version: { type: Number, default: 0 },
  },
  { timestamps: true, strict: true, minimize: false },
);
schema.index({ title: 1, createdAt: -1 });

async function connect({ url }: TestServer) {
  const connection = await mongoose.createConnection(`${url}/test`).asPromise();
  const Plan = connection.model('Plan', schema);
  await Plan.init();
  return { connection, Plan, [Symbol.asyncDispose]: () => connection.close() };
}

test('a model is indexed, created, found, changed and deleted', async () => {
  await using mongo = await startServer();
  await using models = await connect(mongo);
  const { Plan } = models;

  const plan = await Plan.create({ _id: 'p', title: 't', steps: [{ name: 'a' }, { name: 'b' }] });
  plan.tags.push('x');
  plan.set('extra', { deep: [{ n: 1 }] });
  await plan.save();
  await Plan.updateOne({ _id: 'p', 'steps.name': 'b' }, { 'steps.$.done': true });
  const [loaded] = await Plan.find({ title: /^T/i }).sort({ createdAt: -1 }).limit(1).lean();

  expect(loaded).toEqual({
    _id: 'p',
    title: 't',
    tags: ['x'],
    steps: [{ name: 'a' }, { name: 'b', done: true }],
    extra: { deep: [{ n: 1 }] },
    version: 0,
    createdAt: expect.any(Date),
    updatedAt: expect.any(Date),
    __v: 1,
  });
  expect(Object.keys((await Plan.collection.indexInformation()) ?? {})).toEqual([
    '_id_',
    'code_1',
    'title_1_createdAt_-1',
  ]);
  expect(await Plan.deleteOne({ _id: 'p' })).toMatchObject({ deletedCount: 1 });
  expect(await Plan.exists({ _id: 'p' })).toBeNull();
});

test('a duplicate reaches the model as a duplicate', async () => {
  await using mongo = await startServer();
  await using models = await connect(mongo);
  await models.Plan.create({ _id: 'a', title: 't', code: 'x' });

  const duplicate = models.Plan.create({ _id: 'b', title: 't', code: 'x' });

  await expect(duplicate).rejects.toMatchObject({ code: 11000, keyValue: { code: 'x' } });
});

test('a document that changed meanwhile is not overwritten', async () => {
  await using mongo = await startServer();
  await using models = await connect(mongo);
  await models.Plan.create({ _id: 'a', title: 't' });
  const swap = (version: number) =>
    models.Plan.findOneAndUpdate(
      { _id: 'a', version },
      { $inc: { version: 1 }, $push: { tags: { $each: [`v${version}`], $slice: -2 } } },
      { returnDocument: 'after' },
    ).lean();

  const results = await Promise.all([swap(0), swap(0), swap(0)]);

  expect(results.filter((plan) => plan !== null)).toHaveLength(1);
  expect(await models.Plan.findById('a').lean()).toMatchObject({ version: 1, tags: ['v0'] });
});

test('a transaction of models is kept or dropped as a whole', async () => {
  await using mongo = await startServer();
  await using models = await connect(mongo);
  const { Plan, connection } = models;
  const createTwo = (codes: string[]) =>
    connection.transaction(async (session) => {
      for (const code of codes) {
        await Plan.create([{ _id: crypto.randomUUID(), title: 't', code }], { session });
      }
    });

  await createTwo(['a', 'b']);
  await expect(createTwo(['c', 'a'])).rejects.toMatchObject({ code: 11000 });

  expect((await Plan.find().distinct('code')).toSorted()).toEqual(['a', 'b']);
});

test('models are iterated, counted and grouped', async () => {
  await using mongo = await startServer();
  await using models = await connect(mongo);
  const { Plan } = models;
  const plans = Array.from({ length: 300 }, (_, n) => ({ _id: `p${n}`, title: `t${n % 3}` }));
  await Plan.insertMany(plans);
  let iterated = 0;

  for await (const _ of Plan.find({ title: 't1' }).cursor()) iterated++;
  const groups = await Plan.aggregate([
    { $group: { _id: '$title', n: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);

  expect(iterated).toBe(100);
  expect(await Plan.countDocuments({ title: { $in: ['t0', 't1'] } })).toBe(200);
  expect(await Plan.estimatedDocumentCount()).toBe(300);
  expect(groups).toEqual(['t0', 't1', 't2'].map((_id) => ({ _id, n: 100 })));
});
