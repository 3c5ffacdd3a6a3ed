# Makes the files beside it with pyarrow and pandas, in the folder in which it is run. The tests need no Python.
import pandas as pd, pyarrow as pa, pyarrow.parquet as pq, numpy as np, datetime as dt, decimal
N=5
t = pa.table({
 'i8': pa.array([1,-2,None,127,-128], pa.int8()),
 'u8': pa.array([1,2,255,0,200], pa.uint8()),
 'i16': pa.array([1,-2,32767,0,None], pa.int16()),
 'u16': pa.array([1,2,65535,0,40000], pa.uint16()),
 'i32': pa.array([1,-2**31,2**31-1,0,None], pa.int32()),
 'u32': pa.array([1,2**32-1,2**31,0,5], pa.uint32()),
 'i64': pa.array([1,-2**63,2**53,1700000000000000000,None], pa.int64()),
 'u64': pa.array([1,2**64-1,2**63,0,None], pa.uint64()),
 'f16': pa.array(np.array([1.5,-0.1,np.nan,np.inf,65504],dtype='f2'), pa.float16()),
 'f32': pa.array([1.5,0.1,float('nan'),float('inf'),None], pa.float32()),
 'f64': pa.array([1.5,0.1,1e300,-float('inf'),None], pa.float64()),
 'bool': pa.array([True,False,None,True,False]),
 'str': pa.array(['a','b',None,'ö','a']),
 'dict': pa.array(['x','y','x',None,'y']).dictionary_encode(),
 'lstr': pa.array(['a','b',None,'ö','a'], pa.large_string()),

 'dec': pa.array([decimal.Decimal('1.25'),decimal.Decimal('-0.01'),None,decimal.Decimal('12345678.90'),decimal.Decimal('0')], pa.decimal128(12,2)),
 'dec38': pa.array([decimal.Decimal('1.25'),decimal.Decimal('-0.01'),None,decimal.Decimal('1234567890123456789012345.90'),decimal.Decimal('0')], pa.decimal128(38,2)),
 'date': pa.array([dt.date(2024,1,2),dt.date(1969,12,31),None,dt.date(1,1,1),dt.date(2024,2,29)]),
 'ts_ms': pa.array([dt.datetime(2024,1,2,3,4,5,678000),dt.datetime(1969,12,31,23,59,59),None,dt.datetime(2024,1,1),dt.datetime(2024,1,1)], pa.timestamp('ms')),
 'ts_us': pa.array([dt.datetime(2024,1,2,3,4,5,678901),dt.datetime(1969,12,31,23,59,59,1),None,dt.datetime(2024,1,1),dt.datetime(2024,1,1)], pa.timestamp('us')),
 'ts_ns': pa.array([1704164645678901234,-1,None,0,1], pa.timestamp('ns')),
 'ts_tz': pa.array([dt.datetime(2024,1,2,3,4,5),None,None,dt.datetime(2024,1,1),dt.datetime(2024,1,1)], pa.timestamp('us',tz='Europe/Berlin')),
 'time': pa.array([dt.time(3,4,5,678901),None,dt.time(0),dt.time(23,59,59),dt.time(1)], pa.time64('us')),
 'dur': pa.array([1,2,3,None,5], pa.duration('us')),
 'null': pa.array([None]*5, pa.null()),
 '__proto__': pa.array([1,2,3,4,5], pa.int32()),
})
import os

d='./'
pq.write_table(t,d+'types.parquet')
for c in ['none','snappy','gzip','zstd','brotli','lz4']:
    tt=pa.table({'x':pa.array(np.arange(100)*0.5),'c':pa.array([['a','b','c'][i%3] for i in range(100)])})
    pq.write_table(tt,d+f'{c}.parquet',compression=c,row_group_size=30)
df=pd.DataFrame({'x':[1.5,2.5,3.5],'species':['a','b','a']}, index=[10,20,30])
df.to_parquet(d+'pandas.parquet')
pq.write_table(pa.table({'a':[1,2],'l':[[1,2],[3]],'s':[{'p':1},{'p':2}]}),d+'nested.parquet')
t2=pa.table({'t':pa.array([dt.datetime(2024,1,2,3,4,5,678901)],pa.timestamp('ns'))})
pq.write_table(t2,d+'int96.parquet',use_deprecated_int96_timestamps=True)
pq.write_table(pa.table({'a':pa.array([],pa.float64())}),d+'empty.parquet')
pq.write_table(tt,d+'v2.parquet',data_page_version='2.0',compression='zstd',use_dictionary=False,column_encoding={'x':'BYTE_STREAM_SPLIT','c':'DELTA_BYTE_ARRAY'})
pq.write_table(pa.table({'a':pa.array([1]),'bin': pa.array([b'\xff'])}),d+'binary.parquet')
pq.write_table(pa.table({'a':pa.array([1]),'hash': pa.array([b'\xff\x00'],pa.binary(2))}),d+'fixed.parquet')
pq.write_table(pa.table([pa.array([1]),pa.array([2])],names=['a','a']),d+'twice.parquet')
n = 300_000_000
pq.write_table(pa.table({'a': pa.nulls(n)}), d + 'rows.parquet', row_group_size=n, max_rows_per_page=n, write_statistics=False)
