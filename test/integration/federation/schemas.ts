const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key" "@shareable" "@external" "@requires" "@provides" "@override" "@inaccessible"
  "@interfaceObject" "@authenticated" "@requiresScopes"
])`;

export const accounts = `${link}
scalar Anything
scalar Upload
enum Role { ADMIN MEMBER GHOST @inaccessible }
type Name { first: String! last: String }
interface Node { id: ID! }
type User implements Node @key(fields: "id") @key(fields: "email") {
  id: ID!
  email: String!
  name: Name!
  role: Role
  grid: [[Int]!]!
  friends: [User!]!
  secret: String @inaccessible
}
type Query {
  me: User!
  user(id: ID!): User
  users(first: Int! = 4): [User!]!
  echo(value: Anything): Anything
  inner: Inner
}
input NameInput { id: ID! first: String! = "Default" }
type Inner { deep: String @authenticated admin: String @requiresScopes(scopes: [["a", "b"], ["c"]]) }
type Mutation {
  rename(id: ID!, first: String!): User
  store(file: Upload!, names: [NameInput!]): String
}
type Subscription { ticks(count: Int!): User! }
`;

export const catalog = `${link}
scalar Anything
type Query {
  products: [Product!]!
  product(upc: ID!): Product
  media: [Media!]!
  search: [Item]
  broken: String
}
type Brand @shareable { name: String! country: String }
type Size { weight: Int! unit: String! }
type Product @key(fields: "upc") @key(fields: "sku brand { name }") {
  upc: ID!
  sku: String!
  brand: Brand!
  title: String
  price: Int
  size: Size
  inStock: Boolean!
}
interface Media @key(fields: "id") { id: ID! title: String }
type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int extra: Anything }
type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int extra: Anything }
type User @key(fields: "id", resolvable: false) { id: ID! }
union Item = Product | Book | Film | User
`;

export const reviews = `${link}
type Query { reviews: [Review!]! }
type Review @key(fields: "id") {
  id: ID!
  body(upper: Boolean = false): String!
  author: User @provides(fields: "email")
  product: Product
}
type User @key(fields: "id") {
  id: ID!
  email: String! @external
  reviews(first: Int): [Review!]!
  nick: String!
  age: Int
  favourites: [Favourite]
}
union Favourite = Book | Film | Product
type Book @key(fields: "id", resolvable: false) { id: ID! }
type Film @key(fields: "id", resolvable: false) { id: ID! }
type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! }
input ReviewInput { upc: ID! authorId: ID! }
type Added { review: Review! query: Query! }
type Mutation { addReview(input: ReviewInput!): Added! }
type Subscription { reviewAdded(upc: ID): Review }
`;

export const ratings = `${link}
type Query { rated(above: Int!): [Media!]! }
type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int! critics: [User!]! }
type User @key(fields: "email", resolvable: false) { email: String! }
type Brand @shareable { name: String! }
type Size @external { weight: Int! }
type Product @key(fields: "sku brand { name }") {
  sku: String!
  brand: Brand!
  price: Int @external
  size: Size @external
  inStock: Boolean! @override(from: "catalog")
  shipping(express: Boolean = false): Int @requires(fields: "price size { weight }")
}
`;
