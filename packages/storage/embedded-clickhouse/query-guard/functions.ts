/**
 * Functions that only compute on their arguments. Not here: whatever reads files, dictionaries, other tables, settings
 * or the server (file, dictGet, joinGet, getSetting, hostName), calls out, sleeps, runs a function named by a string
 * (arrayReduce, initializeAggregation), formats through a schema (formatRow), or parses foreign bytes as a state (...Merge).
 */
const FAMILIES = [
  // operators and conditions
  `plus minus multiply divide intDiv intDivOrZero modulo mod positiveModulo negate abs sign gcd lcm plusOrNull divideOrNull
  equals notEquals less greater lessOrEquals greaterOrEquals isNotDistinctFrom isDistinctFrom and or not xor
  in notIn globalIn globalNotIn exists if multiIf caseWithExpression caseWithExpr transform greatest least clamp between
  isNull isNotNull ifNull nullIf coalesce assumeNotNull toNullable isZeroOrNull firstNonDefault
  like notLike ilike notILike match concat lambda tuple array map cast _cast identity materialize ignore`,
  // numbers
  `exp log ln log2 log10 log1p exp2 exp10 sqrt cbrt pow power sin cos tan asin acos atan atan2 sinh cosh tanh hypot erf erfc lgamma tgamma
  sigmoid pi e degrees radians factorial width_bucket widthBucket floor ceil ceiling round roundBankers roundDown trunc truncate
  isFinite isInfinite ifNotFinite isNaN bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitTest bitCount
  rand rand32 rand64 randCanonical randUniform randNormal intHash32 intHash64 cityHash64 sipHash64 xxHash64 xxh3 murmurHash3_64 MD5 SHA256 hex unhex bin
  base64Encode base64Decode tryBase64Decode char ascii bar formatReadableSize formatReadableQuantity formatReadableTimeDelta formatReadableDecimalSize`,
  // dates
  `now now64 today yesterday current_date current_timestamp curdate toDate toDate32 toDateTime toDateTime32 toDateTime64 toDateOrNull toDateOrZero toDateTimeOrNull
  toDateTimeOrZero toDateTime64OrNull parseDateTime parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTimeBestEffortOrZero
  parseDateTime64BestEffort parseDateTime64BestEffortOrNull makeDate makeDateTime makeDateTime64 date date_trunc dateTrunc date_diff dateDiff timestampDiff age
  dateName monthName formatDateTime date_format formatDateTimeInJodaSyntax fromUnixTimestamp from_unixtime fromUnixTimestamp64Milli fromUnixTimestamp64Micro
  toUnixTimestamp toUnixTimestamp64Milli toUnixTimestamp64Micro toUnixTimestamp64Second toTimezone toTime timezoneOffset timezoneOf
  toYear toQuarter toMonth toWeek toISOWeek toISOYear toYearWeek toDayOfYear toDayOfMonth toDayOfWeek toHour toMinute toSecond toMillisecond
  year quarter month week day hour minute second dayOfWeek dayOfMonth dayOfYear extract toDaysInMonth toLastDayOfMonth last_day toMonday
  toStartOfYear toStartOfISOYear toStartOfQuarter toStartOfMonth toStartOfWeek toLastDayOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond
  toStartOfFiveMinutes toStartOfFiveMinute toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval time_bucket date_bin timeSlot timeSlots
  toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss toRelativeDayNum toRelativeHourNum toRelativeMinuteNum toRelativeSecondNum toRelativeWeekNum toRelativeMonthNum
  addYears addQuarters addMonths addWeeks addDays addHours addMinutes addSeconds addMilliseconds addDate addInterval
  subtractYears subtractQuarters subtractMonths subtractWeeks subtractDays subtractHours subtractMinutes subtractSeconds subtractMilliseconds subDate subtractInterval
  toIntervalYear toIntervalQuarter toIntervalMonth toIntervalWeek toIntervalDay toIntervalHour toIntervalMinute toIntervalSecond toIntervalMillisecond
  tumble tumbleStart tumbleEnd hop hopStart hopEnd`,
  // conversion
  `toString toFixedString toBool toUInt8 toUInt16 toUInt32 toUInt64 toInt8 toInt16 toInt32 toInt64 toInt128 toUInt128 toFloat32 toFloat64 toDecimal32 toDecimal64
  toDecimal128 toUInt8OrNull toUInt16OrNull toUInt32OrNull toUInt64OrNull toInt8OrNull toInt16OrNull toInt32OrNull toInt64OrNull toFloat32OrNull toFloat64OrNull
  toUInt8OrZero toUInt16OrZero toUInt32OrZero toUInt64OrZero toInt32OrZero toInt64OrZero toFloat64OrZero toUInt64OrDefault toInt64OrDefault toFloat64OrDefault
  accurateCast accurateCastOrNull accurateCastOrDefault toTypeName toLowCardinality toUUID toUUIDOrNull toUUIDOrZero toInterval toDecimalString toJSONString`,
  // strings
  `length lengthUTF8 char_length character_length empty notEmpty lower upper lcase ucase lowerUTF8 upperUTF8 initcap initcapUTF8 reverse reverseUTF8
  substring substr mid substringUTF8 substringIndex left right leftUTF8 rightUTF8 leftPad rightPad lpad rpad leftPadUTF8 rightPadUTF8 repeat space
  trim ltrim rtrim trimBoth trimLeft trimRight concat_ws concatWithSeparator format printf replace replaceAll replaceOne replaceRegexpAll replaceRegexpOne
  regexp_replace regexpExtract regexp_extract regexpQuoteMeta translate translateUTF8 overlay overlayUTF8 position locate instr positionUTF8
  positionCaseInsensitive positionCaseInsensitiveUTF8 startsWith endsWith startsWithUTF8 endsWithUTF8
  startsWithCaseInsensitive endsWithCaseInsensitive countSubstrings countSubstringsCaseInsensitive countSubstringsCaseInsensitiveUTF8 countMatches countMatchesCaseInsensitive
  extractAll extractGroups extractAllGroups extractAllGroupsVertical extractAllGroupsHorizontal hasToken hasTokenCaseInsensitive hasTokenOrNull hasAnyTokens hasAllTokens
  hasSubsequence hasSubsequenceCaseInsensitive multiSearchAny multiSearchAnyCaseInsensitive multiSearchAnyUTF8 multiSearchAnyCaseInsensitiveUTF8
  multiSearchFirstIndex multiSearchFirstPosition multiSearchAllPositions multiMatchAny multiMatchAnyIndex multiMatchAllIndices
  splitByChar splitByString splitByRegexp splitByWhitespace splitByNonAlpha alphaTokens tokens ngrams arrayStringConcat
  ngramDistance ngramDistanceCaseInsensitive ngramDistanceUTF8 ngramDistanceCaseInsensitiveUTF8 ngramSearch ngramSearchCaseInsensitive ngramSearchUTF8 ngramSearchCaseInsensitiveUTF8
  levenshteinDistance editDistance editDistanceUTF8 damerauLevenshteinDistance jaroSimilarity jaroWinklerSimilarity stringJaccardIndex stringJaccardIndexUTF8 soundex
  normalizeUTF8NFC normalizeUTF8NFD normalizeUTF8NFKC normalizeUTF8NFKD toValidUTF8 isValidUTF8 isValidASCII decodeHTMLComponent encodeXMLComponent decodeXMLComponent extractTextFromHTML
  domain domainWithoutWWW topLevelDomain protocol path pathFull queryString fragment cutQueryString cutFragment cutWWW cutToFirstSignificantSubdomain
  firstSignificantSubdomain extractURLParameter extractURLParameters decodeURLComponent encodeURLComponent netloc port
  JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues
  JSONHas JSONLength JSONType isValidJSON JSON_VALUE JSON_QUERY JSON_EXISTS simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractFloat simpleJSONHas`,
  // arrays, maps, tuples
  `arrayJoin range arrayElement arrayElementOrNull has hasAll hasAny hasSubstr indexOf countEqual arrayConcat arraySlice arrayPushBack arrayPushFront arrayPopBack arrayPopFront
  arrayResize arraySort arrayReverseSort arrayPartialSort arrayPartialReverseSort arrayReverse arrayUniq arrayDistinct arrayCompact arrayDifference arrayIntersect arrayUnion arrayExcept arrayZip arrayFlatten
  flatten arrayEnumerate arrayEnumerateUniq arrayEnumerateDense arrayMap arrayFilter arrayExists arrayAll arrayCount arrayFirst arrayFirstOrNull arrayFirstIndex arrayLast arrayLastOrNull
  arrayLastIndex arraySum arrayAvg arrayMin arrayMax arrayProduct arrayCumSum arrayCumSumNonNegative arrayFill arrayReverseFill arraySplit arrayReverseSplit arrayFold arrayWithConstant
  arrayRotateLeft arrayRotateRight arrayShiftLeft arrayShiftRight arrayJaccardIndex arrayDotProduct arrayRandomSample arrayShuffle emptyArrayString emptyArrayUInt64 emptyArrayFloat64
  mapKeys mapValues mapContains mapContainsKey mapFromArrays mapFilter mapApply mapAdd mapSubtract mapSort mapExists mapAll mapConcat mapUpdate
  tupleElement untuple dotProduct cosineDistance L2Distance L1Distance tuplePlus tupleMinus tupleConcat`,
  // windows and rows
  `row_number rank dense_rank denseRank percent_rank percentRank cume_dist ntile lag lead lagInFrame leadInFrame nth_value first_value last_value
  runningDifference rowNumberInAllBlocks exponentialMovingAverage exponentialTimeDecayedAvg exponentialTimeDecayedSum exponentialTimeDecayedCount nonNegativeDerivative grouping`,
  // what clients ask when they connect
  `version revision displayName timezone serverTimezone currentDatabase current_database database`,
] as const

/** Aggregates, which may also carry the endings below. */
const AGGREGATES = `count sum avg min max any anyLast any_value anyHeavy argMin argMax argAndMin argAndMax min_by max_by avgWeighted sumCount sumKahan sumWithOverflow
  sumMap minMap maxMap sumMappedArrays minMappedArrays maxMappedArrays uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqUpTo
  median medianExact medianTDigest medianTiming quantile quantiles quantileExact quantilesExact quantileExactLow quantileExactHigh quantileExactInclusive quantileExactExclusive
  quantilesExactInclusive quantilesExactExclusive quantileTDigest quantilesTDigest quantileTiming quantilesTiming quantileExactWeighted quantilesExactWeighted quantileTDigestWeighted
  quantileDD quantilesDD quantileGK quantilesGK quantileInterpolatedWeighted quantileBFloat16 quantileDeterministic
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr stddev_pop stddev_samp var_pop var_samp covar_pop covar_samp corrStable stddevPopStable stddevSampStable varPopStable varSampStable
  skewPop skewSamp kurtPop kurtSamp entropy topK topKWeighted approx_top_k approx_top_sum approx_top_count histogram
  groupArray array_agg groupUniqArray groupArrayLast groupArraySorted groupArraySample groupArrayMovingSum groupArrayMovingAvg groupArrayInsertAt groupArrayIntersect
  groupConcat group_concat string_agg groupBitAnd groupBitOr groupBitXor deltaSum deltaSumTimestamp
  retention sequenceMatch sequenceCount windowFunnel simpleLinearRegression rankCorr studentTTest welchTTest mannWhitneyUTest meanZTest cramersV cramersVBiasCorrected theilsU contingency
  singleValueOrNull boundingRatio maxIntersections maxIntersectionsPosition sparkbar first_value last_value largestTriangleThreeBuckets lttb kolmogorovSmirnovTest`

const ENDINGS = ['if', 'array', 'map', 'ornull', 'ordefault', 'distinct', 'argmin', 'argmax']

const words = (text: string) => text.split(/\s+/).map((name) => name.toLowerCase())
const plain = new Set(FAMILIES.flatMap(words))
const aggregates = new Set(words(AGGREGATES))

/** Whether a function may be called; compared without case, because ClickHouse takes many names in any case. */
export function isAllowedFunction(name: string): boolean {
  const lower = name.toLowerCase()
  return lower !== '' && (plain.has(lower) || isAggregate(lower))
}

function isAggregate(name: string): boolean {
  if (aggregates.has(name)) return true
  return ENDINGS.some((ending) => name.endsWith(ending) && isAggregate(name.slice(0, -ending.length)))
}
