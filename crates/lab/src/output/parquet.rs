//! Tables as Parquet: made from their CSV when a batch is finished, and read back.
//!
//! Only so many rows are held at a time as a row group has, so that memory does not grow with the
//! table. Nothing in a file depends on the machine.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::Value;

use super::cell::plain;
use super::package::fields;
use super::{Column, Kind, OutputError, Table};

/// Rows of a row group.
const GROUP: usize = 1 << 16;

/// A column with more bytes of different values than this in a row group is written without a
/// dictionary from there on: it would not be smaller.
const DICTIONARY: usize = 1 << 16;

/// The key under which a file has the type, unit and meaning of its columns, as the data package has
/// them.
const COLUMNS: &str = "summitry.columns";

/// The key under which a file says what a row is.
const TITLE: &str = "summitry.title";

/// Why a table was not written.
pub(super) enum Failure {
    /// The CSV could not be read.
    Read(io::Error),
    /// The CSV is not the table's.
    Form(String),
    /// The Parquet could not be written.
    Write(io::Error),
}

/// Writes the table that `csv` has, header and all, and gives back `to` and the number of rows.
pub(super) fn write<W: Write + Send>(
    table: &Table,
    csv: impl Read,
    to: W,
) -> Result<(W, u64), Failure> {
    let mut csv = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(csv);
    let header = csv.byte_headers().map_err(of_csv)?;
    if !header.iter().eq(table.columns.iter().map(|column| column.name.as_bytes())) {
        return Err(Failure::Form("its header is not the one of the table".to_owned()));
    }
    let schema = schema(table).map_err(of_parquet)?;
    let mut writer =
        SerializedFileWriter::new(to, schema, Arc::new(properties(table))).map_err(of_parquet)?;
    let mut buffers: Vec<Buffer> = table.columns.iter().map(Buffer::new).collect();
    let mut record = csv::ByteRecord::new();
    let (mut rows, mut held) = (0_u64, 0);
    loop {
        let more = csv.read_byte_record(&mut record).map_err(of_csv)?;
        if more {
            for ((cell, buffer), column) in record.iter().zip(&mut buffers).zip(&*table.columns) {
                buffer.push(cell).map_err(|what| {
                    let (name, cell) = (&column.name, String::from_utf8_lossy(cell));
                    Failure::Form(format!("`{cell}` in column `{name}` of row {rows} is {what}"))
                })?;
            }
            rows += 1;
            held += 1;
        }
        if held == GROUP || (held > 0 && !more) {
            let mut group = writer.next_row_group().map_err(of_parquet)?;
            for buffer in &mut buffers {
                buffer.write(&mut group).map_err(of_parquet)?;
            }
            group.close().map_err(of_parquet)?;
            held = 0;
        }
        if !more {
            break;
        }
    }
    Ok((writer.into_inner().map_err(of_parquet)?, rows))
}

fn of_csv(error: csv::Error) -> Failure {
    match error.kind() {
        csv::ErrorKind::Io(_) => Failure::Read(error.into()),
        _ => Failure::Form(error.to_string()),
    }
}

fn of_parquet(error: ParquetError) -> Failure {
    Failure::Write(match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(inner) => io::Error::other(inner),
        },
        error => io::Error::other(error),
    })
}

fn properties(table: &Table) -> WriterProperties {
    let said = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    WriterProperties::builder()
        .set_created_by(format!("summitry version {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::SNAPPY)
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(vec![
            said(TITLE, table.title.to_owned()),
            said(COLUMNS, Value::from(fields(table)).to_string()),
        ]))
        .build()
}

fn schema(table: &Table) -> Result<Arc<Type>, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Integer => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Text | Kind::Choice(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build().map(Arc::new)
}

/// The values of a column in the row group that is being gathered.
struct Buffer {
    values: Values,
    /// Of a column that may be empty: 1 for each row with a value, 0 for each without.
    there: Option<Vec<i16>>,
}

enum Values {
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Flag(Vec<bool>),
    /// One after another, and where each ends.
    Text(Vec<u8>, Vec<usize>),
}

impl Buffer {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Integer => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Text | Kind::Choice(_) => Values::Text(Vec::new(), Vec::new()),
        };
        Buffer { values, there: (!column.required).then(Vec::new) }
    }

    /// Takes in a cell; else says what it is not.
    fn push(&mut self, cell: &[u8]) -> Result<(), &'static str> {
        if let Some(there) = &mut self.there {
            there.push(i16::from(!cell.is_empty()));
            if cell.is_empty() {
                return Ok(());
            }
        }
        let text = std::str::from_utf8(cell).map_err(|_| "no text")?;
        match &mut self.values {
            Values::Whole(values) => values.push(text.parse().map_err(|_| "no whole number")?),
            Values::Number(values) => values.push(text.parse().map_err(|_| "no number")?),
            Values::Flag(values) => values.push(text.parse().map_err(|_| "no flag")?),
            Values::Text(bytes, ends) => {
                bytes.extend_from_slice(plain(cell));
                ends.push(bytes.len());
            }
        }
        Ok(())
    }

    /// Writes it as the next column of a row group, and begins anew.
    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let next = group.next_column()?;
        let mut column =
            next.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
        let there = self.there.as_deref();
        match &mut self.values {
            Values::Whole(values) => {
                column.typed::<Int64Type>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Number(values) => {
                column.typed::<DoubleType>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Flag(values) => {
                column.typed::<BoolType>().write_batch(values, there, None)?;
                values.clear();
            }
            Values::Text(bytes, ends) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let begins = [0].iter().chain(&*ends);
                let values: Vec<ByteArray> =
                    begins.zip(&*ends).map(|(&from, &to)| all.slice(from, to - from)).collect();
                column.typed::<ByteArrayType>().write_batch(&values, there, None)?;
                ends.clear();
            }
        }
        column.close()?;
        if let Some(there) = &mut self.there {
            there.clear();
        }
        Ok(())
    }
}

/// Calls `row` with the cells of these columns, as they stand in a CSV but for its quotes, for every
/// row of a file.
pub(super) fn read(
    path: &Path,
    columns: &[&str],
    row: &mut dyn FnMut(&[String]) -> Result<(), String>,
) -> Result<(), OutputError> {
    let file = std::fs::File::open(path).map_err(OutputError::read(path))?;
    let read = || -> Result<(), String> {
        let told = |error: ParquetError| error.to_string();
        let file = SerializedFileReader::new(file).map_err(told)?;
        let schema = file.metadata().file_metadata().schema();
        let wanted = |name: &&str| {
            let field = schema.get_fields().iter().find(|field| field.name() == *name);
            field.cloned().ok_or_else(|| format!("it has no column `{name}`"))
        };
        let fields = columns.iter().map(wanted).collect::<Result<Vec<_>, _>>()?;
        let some = Type::group_type_builder(schema.name()).with_fields(fields).build();
        let rows = file.get_row_iter(Some(some.map_err(told)?)).map_err(told)?;
        let mut cells = vec![String::new(); columns.len()];
        for there in rows {
            for ((_, field), cell) in there.map_err(told)?.get_column_iter().zip(&mut cells) {
                write_field(field, cell);
            }
            row(&cells)?;
        }
        Ok(())
    };
    read().map_err(|why| OutputError::Altered { path: path.to_owned(), why })
}

fn write_field(field: &Field, cell: &mut String) {
    use std::fmt::Write as _;
    cell.clear();
    // Writing to a `String` cannot fail.
    let _ = match field {
        Field::Null => Ok(()),
        Field::Bool(flag) => write!(cell, "{flag}"),
        Field::Long(number) => write!(cell, "{number}"),
        Field::Double(number) => write!(cell, "{number}"),
        Field::Str(text) => cell.write_str(text),
        other => write!(cell, "{other}"),
    };
}
