import { GraphQLError } from 'graphql';

/**
 * The things that the services of the test federation know different sides of. Each object has all
 * fields, so that it also serves a single schema, which says what the graph must answer.
 */
export function createWorld() {
  const brands = ['Acme', 'Bolt'].map((name, index) => ({
    __typename: 'Brand',
    name,
    country: ['AT', null][index],
  }));

  class User {
    __typename = 'User';
    id: string;
    email: string;
    name: { first: string; last: string | null };
    role: string;
    grid: (number | null)[][];
    secret = 'hidden';
    constructor(id: string, role: string) {
      this.id = id;
      this.role = role;
      this.email = `${id}@example.org`;
      this.name = { first: `First ${id}`, last: id === 'u2' ? null : `Last ${id}` };
      this.grid = [[1, 2], [], [Number(id.slice(1)), null]];
    }
    friends = () => users.filter((user) => user.id !== this.id).slice(0, 2);
    age = () => {
      if (this.id === 'u3') {
        throw new GraphQLError('age is private', { extensions: { code: 'FORBIDDEN' } });
      }
      return 30 + Number(this.id.slice(1));
    };
    nick = () => (this.id === 'u2' ? fail('no nick') : `nick ${this.id}`);
    reviews = ({ first = 10 }: { first?: number }) =>
      reviews.filter(({ authorId }) => authorId === this.id).slice(0, first);
    favourites = () => [...(this.id === 'u1' ? [media[0], media[2], products[1]] : [])];
  }

  class Product {
    __typename = 'Product';
    upc: string;
    sku: string;
    brand = brands[0];
    title: string;
    price: number;
    size: { weight: number; unit: string } | null;
    constructor(index: number) {
      this.upc = `p${index}`;
      this.sku = `sku-${index}`;
      this.brand = brands[index % 2];
      this.title = `Product ${index}`;
      this.price = 100 * index;
      this.size = index === 3 ? null : { weight: index, unit: 'KG' };
    }
    inStock = () => this.upc !== 'p2';
    shipping = ({ express = false }: { express?: boolean }) =>
      this.price + (this.size?.weight ?? 0) * (express ? 20 : 10);
    reviews = () => reviews.filter(({ productUpc }) => productUpc === this.upc);
  }

  class Review {
    __typename = 'Review';
    id: string;
    authorId: string;
    productUpc: string;
    constructor(id: string, authorId: string, productUpc: string) {
      this.id = id;
      this.authorId = authorId;
      this.productUpc = productUpc;
    }
    body = ({ upper = false }: { upper?: boolean }) =>
      upper ? `BODY ${this.id.toUpperCase()}` : `body ${this.id}`;
    author = () => users.find(({ id }) => id === this.authorId);
    product = () => products.find(({ upc }) => upc === this.productUpc);
  }

  const media = [
    { __typename: 'Book', id: 'm1', title: 'A book', pages: 300, extra: { note: 'paper' } },
    { __typename: 'Film', id: 'm2', title: 'A film', minutes: 90, extra: 7 },
    { __typename: 'Book', id: 'm3', title: 'Another book', pages: null, extra: null },
  ].map((thing, index) => ({ ...thing, rating: index + 3, critics: () => users.slice(0, index) }));
  const users = [
    new User('u1', 'ADMIN'),
    new User('u2', 'MEMBER'),
    new User('u3', 'MEMBER'),
    new User('u4', 'GHOST'),
  ];
  const products = [1, 2, 3].map((index) => new Product(index));
  const reviews = [
    new Review('r1', 'u1', 'p1'),
    new Review('r2', 'u2', 'p1'),
    new Review('r3', 'u1', 'p2'),
    new Review('r4', 'gone', 'p3'),
  ];

  const query = {
    me: () => users[0],
    user: ({ id }: { id: string }) => users.find((user) => user.id === id) ?? null,
    users: ({ first }: { first: number }) => users.slice(0, first),
    products: () => products,
    product: ({ upc }: { upc: string }) => products.find((product) => product.upc === upc),
    media: () => media,
    search: () => [products[0], media[1], users[1], media[0]],
    rated: ({ above }: { above: number }) => media.filter(({ rating }) => rating > above),
    reviews: () => reviews,
    broken: () => fail('broken'),
    echo: ({ value }: { value: unknown }) => value,
  };

  return {
    users,
    products,
    media,
    reviews,
    query,
    mutation: {
      addReview: ({ input }: { input: { upc: string; authorId: string } }) => {
        const review = new Review(`r${reviews.length + 1}`, input.authorId, input.upc);
        reviews.push(review);
        return { review, query };
      },
      rename: ({ id, first }: { id: string; first: string }) => {
        const user = users.find((candidate) => candidate.id === id);
        if (!user) return fail('no such user');
        user.name = { ...user.name, first };
        return user;
      },
    },
  };
}

export type World = ReturnType<typeof createWorld>;

function fail(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'CONFLICT' } });
}
