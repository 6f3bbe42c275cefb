import { type Static, Type } from 'typebox'
import { ROLES } from '../contract/access.ts'
import { AllowAddressesSchema, CLOSED, SecretReferenceSchema, text } from './schema-parts.ts'

const RegionCode = Type.String({ pattern: '^[0-9]{2}(\\.[0-9]{2})?$', description: 'Kemendagri code, in quotes' })

const OidcSchema = Type.Object(
  {
    issuer: text('address of the identity provider, as its discovery document names it; https, or http on this machine', 2048),
    clientId: text('as the provider knows this gateway', 256),
    clientSecret: SecretReferenceSchema,
    clientAuth: Type.Optional(Type.Enum(['basic', 'post'], { description: 'how the secret is sent; default basic' })),
    allowAddresses: Type.Optional(AllowAddressesSchema),
    name: Type.Optional(text('on the button of the sign-in page', 60)),
    scopes: Type.Optional(text('what is asked for; openid is always among it', 256)),
    nameClaim: Type.Optional(text('the claim that names the account; default preferred_username', 100)),
    roleClaim: Type.Optional(
      text('the claim whose values are mapped; dots lead into objects, such as realm_access.roles; default roles', 100),
    ),
    roles: Type.Array(
      Type.Object(
        {
          value: text('a value of the claim', 256),
          role: Type.Enum([...ROLES]),
          home: Type.Optional(RegionCode),
          homeClaim: Type.Optional(text('the claim that names the province or region, in place of home', 100)),
        },
        CLOSED,
      ),
      { minItems: 1, maxItems: 2000, description: 'the first row whose value the person has; who has none is refused' },
    ),
  },
  { ...CLOSED, description: 'OpenID Connect; without it there are local accounts only' },
)

/** `console` in gateway.yaml. */
export const ConsoleSchema = Type.Object(
  {
    url: Type.Optional(text('where browsers reach the gateway, such as https://gateway.example.go.id; default: as they ask', 2048)),
    oidc: Type.Optional(OidcSchema),
  },
  { ...CLOSED, description: 'how people sign in' },
)

export type ConsoleFile = Static<typeof ConsoleSchema>
