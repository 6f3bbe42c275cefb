import type { BuildCompilerFromPool } from '@fastify/ajv-compiler'
import AjvCompiler from '@fastify/ajv-compiler'
import type { SerializerFactory } from '@fastify/fast-json-stringify-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

/** Fastify's own compilers, run when a schema is needed first: a start does not wait for hundreds of them, few of which its first minutes meet. */
export const schemasWhenNeeded: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: validatorWhenNeeded(AjvCompiler()), buildSerializer: serializerWhenNeeded(SerializerSelector()) },
}

function validatorWhenNeeded(build: BuildCompilerFromPool): BuildCompilerFromPool {
  return (schemas, options) => {
    const compile = once(() => build(schemas, options))
    return (schema, meta) => {
      const validate = once(() => compile()(schema, meta))
      const check = (data: unknown) => {
        const good = validate()(data)
        // Fastify looks for what is wrong on the function that it called.
        check.errors = validate().errors
        return good
      }
      check.errors = undefined as ReturnType<ReturnType<BuildCompilerFromPool>>['errors']
      return check as ReturnType<ReturnType<BuildCompilerFromPool>>
    }
  }
}

function serializerWhenNeeded(build: SerializerFactory): SerializerFactory {
  return (schemas, options) => {
    const compile = once(() => build(schemas, options))
    return (route) => {
      const serialize = once(() => compile()(route))
      return (answer) => serialize()(answer)
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
