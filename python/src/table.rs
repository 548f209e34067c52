//! Tables as Arrow, through the PyCapsule interface.
//!
//! The rows are those of the CSV, in memory or in a file, and are read anew for every stream: so many at a time that a
//! table of any length needs the same memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, StringDictionaryBuilder,
    UInt64Builder,
};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, RecordBatch,
    RecordBatchReader, StringArray, UInt64Array,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, Field as ArrowField, Schema, SchemaRef};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyCapsule, PyDict, PyList};

use summitry::output::Field;
use summitry::output::cell::plain;

use super::error::exception;

/// Rows of a record batch.
const ROWS: usize = 1 << 16;

/// What a column's cells become.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Integer,
    /// A master seed, which may need all 64 bits.
    Seed,
    Number,
    Flag,
    /// Words from a closed list.
    Choice,
    Text,
}

impl Kind {
    fn of(field: &Field) -> Kind {
        match field.kind.as_str() {
            "integer" if field.name == "seed" => Kind::Seed,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            "boolean" => Kind::Flag,
            _ if !field.words().is_empty() => Kind::Choice,
            _ => Kind::Text,
        }
    }

    fn arrow(self) -> DataType {
        match self {
            Kind::Integer => DataType::Int64,
            Kind::Seed => DataType::UInt64,
            Kind::Number => DataType::Float64,
            Kind::Flag => DataType::Boolean,
            Kind::Choice | Kind::Text => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
        }
    }
}

/// Where the rows are.
#[derive(Debug)]
enum Place {
    Memory(Arc<PyBackedBytes>),
    File(PathBuf),
}

/// A table of a result.
#[pyclass(frozen, module = "summitry._summitry")]
#[derive(Debug)]
pub(crate) struct Table {
    fields: Arc<Vec<Field>>,
    schema: SchemaRef,
    place: Place,
}

#[pymethods]
impl Table {
    /// The table whose CSV `place` holds, as bytes, or names, as a path. `fields` is the JSON of its columns in the data
    /// package, `metadata` what is said of the table.
    #[new]
    fn new(
        fields: &str,
        metadata: Vec<(String, String)>,
        place: &Bound<'_, PyAny>,
    ) -> PyResult<Table> {
        let fields: Vec<Field> = serde_json::from_str(fields)
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let arrow = |field: &Field| {
            let mut of =
                ArrowField::new(&field.name, Kind::of(field).arrow(), !field.is_required());
            let mut said = vec![("meaning".to_owned(), field.description.clone())];
            if !field.unit.is_empty() {
                said.push(("unit".to_owned(), field.unit.clone()));
            }
            of.set_metadata(said.into_iter().collect::<BTreeMap<_, _>>());
            of
        };
        let schema = Schema::new(fields.iter().map(arrow).collect::<Vec<_>>())
            .with_metadata(metadata.into_iter().collect::<BTreeMap<_, _>>());
        let place = match place.extract::<PyBackedBytes>() {
            Ok(bytes) => Place::Memory(Arc::new(bytes)),
            Err(_) => Place::File(place.extract()?),
        };
        Ok(Table { fields: Arc::new(fields), schema: Arc::new(schema), place })
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema =
            FFI_ArrowSchema::try_from(&*self.schema).map_err(|error| of_arrow(py, &error))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// A stream of record batches. Another schema than the table's own is not offered: the consumer casts.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let reader = self.reader().map_err(|error| of_arrow(py, &error))?;
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The columns as lists, of the first rows if `limit` says how many; `None` where there is no value.
    #[pyo3(signature = (limit = None))]
    fn to_dict<'py>(&self, py: Python<'py>, limit: Option<usize>) -> PyResult<Bound<'py, PyDict>> {
        let mut reader = self.reader().map_err(|error| of_arrow(py, &error))?;
        reader.rows = limit.unwrap_or(ROWS).min(ROWS);
        let columns: Vec<Bound<'py, PyList>> =
            self.fields.iter().map(|_| PyList::empty(py)).collect();
        let mut left = limit.unwrap_or(usize::MAX);
        while left > 0 {
            reader.rows = left.min(ROWS);
            let Some(batch) = py.detach(|| reader.next()) else { break };
            let batch = batch.map_err(|error| of_arrow(py, &error))?;
            left -= batch.num_rows();
            for (array, list) in batch.columns().iter().zip(&columns) {
                for row in 0..array.len() {
                    list.append(cell(py, array, row)?)?;
                }
            }
        }
        let all = PyDict::new(py);
        for (field, list) in self.fields.iter().zip(columns) {
            all.set_item(&field.name, list)?;
        }
        Ok(all)
    }
}

impl Table {
    fn reader(&self) -> Result<Reader, ArrowError> {
        let from: Box<dyn Read + Send> = match &self.place {
            Place::Memory(bytes) => Box::new(Cursor::new(Shared(Arc::clone(bytes)))),
            Place::File(path) => Box::new(File::open(path).map_err(|error| {
                ArrowError::IoError(format!("{}: {error}", path.display()), error)
            })?),
        };
        let mut csv = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(from);
        let header = csv.byte_headers().map_err(of_csv)?;
        if !header.iter().eq(self.fields.iter().map(|field| field.name.as_bytes())) {
            let why = "the header is not that of the data package";
            return Err(ArrowError::CsvError(why.to_owned()));
        }
        let fields = Arc::clone(&self.fields);
        Ok(Reader { csv, fields, schema: Arc::clone(&self.schema), rows: ROWS })
    }
}

/// Bytes that belong to Python, kept while they are read.
struct Shared(Arc<PyBackedBytes>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Rows as record batches.
struct Reader {
    csv: csv::Reader<Box<dyn Read + Send>>,
    fields: Arc<Vec<Field>>,
    schema: SchemaRef,
    /// Of the next batch.
    rows: usize,
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batch().transpose()
    }
}

impl RecordBatchReader for Reader {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Reader {
    fn batch(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let mut columns: Vec<Column> = self.fields.iter().map(Column::new).collect();
        let mut record = csv::ByteRecord::new();
        let mut rows = 0;
        while rows < self.rows && self.csv.read_byte_record(&mut record).map_err(of_csv)? {
            for ((cell, column), field) in record.iter().zip(&mut columns).zip(&*self.fields) {
                column.push(cell, field).ok_or_else(|| {
                    let (cell, name) = (String::from_utf8_lossy(cell), &field.name);
                    ArrowError::ParseError(format!("`{cell}` in column `{name}`"))
                })?;
            }
            rows += 1;
        }
        if rows == 0 {
            return Ok(None);
        }
        let arrays = columns.into_iter().zip(&*self.fields).map(|(column, of)| column.end(of));
        RecordBatch::try_new(Arc::clone(&self.schema), arrays.collect::<Result<_, _>>()?).map(Some)
    }
}

/// The cells of a column so far.
enum Column {
    Integer(Int64Builder),
    Seed(UInt64Builder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
    Choice(Int32Builder),
    Text(StringDictionaryBuilder<Int32Type>),
}

impl Column {
    fn new(field: &Field) -> Column {
        match Kind::of(field) {
            Kind::Integer => Column::Integer(Int64Builder::new()),
            Kind::Seed => Column::Seed(UInt64Builder::new()),
            Kind::Number => Column::Number(Float64Builder::new()),
            Kind::Flag => Column::Flag(BooleanBuilder::new()),
            Kind::Choice => Column::Choice(Int32Builder::new()),
            Kind::Text => Column::Text(StringDictionaryBuilder::new()),
        }
    }

    /// Takes in a cell; `None` if it is not of the column's kind. An empty cell has no value, but a text that must be there
    /// is empty.
    fn push(&mut self, cell: &[u8], field: &Field) -> Option<()> {
        let text = std::str::from_utf8(cell).ok()?;
        let empty = cell.is_empty();
        match self {
            Column::Integer(all) => all.append_option(given(text)?),
            Column::Seed(all) => all.append_option(given(text)?),
            Column::Number(all) => all.append_option(given(text)?),
            Column::Flag(all) => all.append_option(given(text)?),
            Column::Choice(all) if empty => all.append_null(),
            Column::Choice(all) => {
                let place = field.words().iter().position(|word| word == text)?;
                all.append_value(i32::try_from(place).ok()?);
            }
            Column::Text(all) if empty && !field.is_required() => all.append_null(),
            Column::Text(all) => {
                all.append(std::str::from_utf8(plain(cell)).ok()?).ok()?;
            }
        }
        Some(())
    }

    fn end(self, field: &Field) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Column::Integer(mut all) => Arc::new(all.finish()),
            Column::Seed(mut all) => Arc::new(all.finish()),
            Column::Number(mut all) => Arc::new(all.finish()),
            Column::Flag(mut all) => Arc::new(all.finish()),
            Column::Choice(mut all) => {
                let words = StringArray::from_iter_values(field.words());
                Arc::new(DictionaryArray::try_new(all.finish(), Arc::new(words))?)
            }
            Column::Text(mut all) => Arc::new(all.finish()),
        })
    }
}

/// The value of a cell, nothing for an empty one; `None` if it is none of its type.
fn given<T: std::str::FromStr>(text: &str) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

/// A cell of an array that [`Reader`] made.
fn cell<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    let any = array.as_any();
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    if let Some(of) = any.downcast_ref::<Int64Array>() {
        return Ok(of.value(row).into_pyobject(py)?.into_any());
    }
    if let Some(of) = any.downcast_ref::<UInt64Array>() {
        return Ok(of.value(row).into_pyobject(py)?.into_any());
    }
    if let Some(of) = any.downcast_ref::<Float64Array>() {
        return Ok(of.value(row).into_pyobject(py)?.into_any());
    }
    if let Some(of) = any.downcast_ref::<BooleanArray>() {
        return Ok(of.value(row).into_pyobject(py)?.to_owned().into_any());
    }
    let words = any.downcast_ref::<DictionaryArray<Int32Type>>();
    let word = words.and_then(|of| {
        let values = of.values().as_any().downcast_ref::<StringArray>()?;
        Some(values.value(of.key(row)?))
    });
    Ok(word.unwrap_or_default().into_pyobject(py)?.into_any())
}

fn of_csv(error: csv::Error) -> ArrowError {
    ArrowError::CsvError(error.to_string())
}

fn of_arrow(py: Python<'_>, error: &ArrowError) -> PyErr {
    exception(py, "RunError", (error.to_string(), "data"))
}
