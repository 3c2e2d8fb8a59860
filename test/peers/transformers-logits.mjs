// @ts-check
// node transformers-logits.mjs PACKAGES MODELS MEMBER: reads a JSON array of texts from standard input and writes the logits
// that @huggingface/transformers finds for each, one text at a time.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const [packages = '', models = '', member = ''] = process.argv.slice(2)
const { AutoModelForSequenceClassification, AutoTokenizer, env } = createRequire(join(packages, 'here'))('@huggingface/transformers')
env.allowRemoteModels = false
env.localModelPath = models

const tokenizer = await AutoTokenizer.from_pretrained(member)
const model = await AutoModelForSequenceClassification.from_pretrained(member, { dtype: 'int8' })
const all = []
for (const one of JSON.parse(await text(process.stdin))) {
  const { logits } = await model(tokenizer(one))
  all.push([...logits.data])
}
process.stdout.write(JSON.stringify(all))
